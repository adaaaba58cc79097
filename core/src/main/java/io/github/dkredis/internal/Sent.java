package io.github.dkredis.internal;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A request under way, for features that go on when its reply is there instead of waiting for it.
 *
 * @param <R> the reply
 */
public final class Sent<R extends @Nullable Object> {

    private final Request<R> request;

    Sent(Request<R> request) {
        this.request = request;
    }

    /**
     * What happens at the reply: on the event loop, so it must be short and must not block.
     *
     * @param action is given the reply and null, or null and the exception
     */
    public void whenDone(BiConsumer<? super @Nullable R, ? super @Nullable RuntimeException> action) {
        request.whenComplete(
                (reply, failure) -> action.accept(reply, failure == null ? null : Request.exception(failure)));
    }

    /**
     * Whether it was sent a second time after a lost connection, so that the reply may be that of the second run.
     *
     * @return whether it was
     */
    public boolean wasRepeated() {
        return request.wasRepeated();
    }
}
