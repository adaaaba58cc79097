package io.github.dkredis;

/** Is told what happened between this client and Redis; metrics and alarms hang on it. */
@FunctionalInterface
public interface DkRedisListener {

    /**
     * Something happened. Called on the client's executor, never on the event loop; what it throws is logged and ignored.
     *
     * @param event what happened
     */
    void on(DkRedisEvent event);
}
