package io.github.dkredis.cli;

/** What a command answers to its shell. */
enum ExitCode {
    /** It is done; what was asked for is on stdout. */
    DONE(0),
    /** The answer is no: there is no such key, or it holds something else than expected. */
    NO(1),
    /** Something to mend on this side: the command line, the JSON, a file, or a key of another kind than the command's. */
    USAGE(2),
    /** Redis could not be reached or refused, or its answer was lost. */
    UNAVAILABLE(3),
    /** The lock was lost while the program ran. */
    LOST(70),
    /** Not now: the lock or the resource is taken. As {@code EX_TEMPFAIL} of sysexits.h. */
    NOT_NOW(75);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
