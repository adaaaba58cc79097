package io.github.dkredis.cli;

/** The exit code of a command. */
record ExitCode(int number) {

    /** The command did what it was asked to do; its result is on stdout. */
    static final ExitCode DONE = new ExitCode(0);

    /** The answer is no: the key does not exist, or it holds something else than expected. */
    static final ExitCode NO = new ExitCode(1);

    /** The user can fix it: the command line, the JSON, a file, or a key that holds another type. */
    static final ExitCode USAGE = new ExitCode(2);

    /** Redis could not be reached, returned an error, or its reply was lost. */
    static final ExitCode UNAVAILABLE = new ExitCode(3);

    /** The lock was lost while the program ran. */
    static final ExitCode LOST = new ExitCode(70);

    /** The lock or the resource is taken: {@code EX_TEMPFAIL} of sysexits.h. */
    static final ExitCode NOT_NOW = new ExitCode(75);

    /** {@return the exit code of a program that the command ran} */
    static ExitCode ofProgram(int number) {
        return new ExitCode(number);
    }
}
