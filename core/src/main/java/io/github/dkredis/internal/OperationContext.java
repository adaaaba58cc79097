package io.github.dkredis.internal;

import java.util.concurrent.Executor;

/** What operations take from the client that they belong to. */
public interface OperationContext {

    /** Where asynchronous executions continue. It takes every task. */
    Executor executor();

    /** The time limit of an operation, in nanoseconds. */
    long timeoutNanos();
}
