package io.github.dkredis.internal.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Counts the reads of one channel. The reply to a PING comes after all replies before it, so a connection that is still
 * receiving a large value has no answer yet and is alive all the same.
 *
 * <p>Lettuce does not tell which channel a connection uses. A reply is handled inside the read that brought it, so the
 * handler of a reply finds its channel's monitor in {@link #current}.
 */
final class ReadMonitor extends ChannelInboundHandlerAdapter {

    private static final FastThreadLocal<@Nullable ReadMonitor> CURRENT = new FastThreadLocal<>();

    /** Written by the event loop only. */
    private volatile int reads;

    private volatile @Nullable EventExecutor eventLoop;

    /** {@return the monitor of the channel that this thread is reading from; null if it reads from none} */
    static @Nullable ReadMonitor current() {
        return CURRENT.get();
    }

    int reads() {
        return reads;
    }

    /** {@return the event loop of the channel, on which a task can write several commands as one unit} */
    Executor eventLoop() {
        EventExecutor known = eventLoop;
        return known == null ? Runnable::run : known;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        eventLoop = ctx.executor();
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        reads++;
        CURRENT.set(this);
        try {
            ctx.fireChannelRead(message);
        } finally {
            CURRENT.remove();
        }
    }
}
