package io.github.dkredis;

/** Receives the events of a client, for metrics and alerts. */
@FunctionalInterface
public interface DkRedisListener {

    /**
     * Handles an event. The client calls this method on its executor, never on the event loop; an exception that it
     * throws is logged and otherwise ignored.
     */
    void on(DkRedisEvent event);
}
