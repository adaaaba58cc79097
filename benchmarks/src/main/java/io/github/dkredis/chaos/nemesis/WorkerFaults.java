package io.github.dkredis.chaos.nemesis;

/** What a nemesis can do to the worker with a number. */
public interface WorkerFaults {

    /** {@return how many workers there are} */
    int workers();

    /** Kills the process. */
    void kill(int worker);

    /** Starts a new process in place of the one that was killed. */
    void replace(int worker);

    /** Stops the process. */
    void pause(int worker);

    /** Lets a process that was stopped go on. */
    void resume(int worker);
}
