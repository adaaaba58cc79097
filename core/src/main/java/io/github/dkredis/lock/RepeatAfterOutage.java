package io.github.dkredis.lock;

import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.internal.connection.Client;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A command of the library itself that is sent again after the next connect if Redis could not be reached. */
final class RepeatAfterOutage {

    private final AtomicBoolean unanswered = new AtomicBoolean();

    /** @param sending sends the command, whose reply calls {@link #answered} */
    RepeatAfterOutage(Client client, Runnable sending) {
        client.onReconnect(() -> {
            if (unanswered.compareAndSet(true, false)) {
                sending.run();
            }
        });
    }

    /** The command has ended; any other failure than an outage is not repeated. */
    void answered(@Nullable Throwable failure) {
        unanswered.set(failure instanceof RedisUnavailableException);
    }
}
