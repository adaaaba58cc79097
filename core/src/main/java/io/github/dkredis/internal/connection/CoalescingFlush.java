package io.github.dkredis.internal.connection;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.SingleThreadEventExecutor;

/**
 * Sends the commands of concurrent callers in one system call. A flush happens at once, unless more tasks (commands of
 * other callers) wait on the event loop; then it happens once after them. What is written while replies are being read
 * is flushed when the read is complete. This handler is the first of the pipeline, and runs on the event loop only.
 */
final class CoalescingFlush extends ChannelDuplexHandler {

    private boolean scheduled;
    private boolean reading;
    private boolean pending;

    @Override
    public void flush(ChannelHandlerContext ctx) {
        if (reading) {
            pending = true;
        } else if (!scheduled) {
            if (othersWait(ctx)) {
                scheduled = true;
                ctx.executor().execute(() -> {
                    scheduled = false;
                    ctx.flush();
                });
            } else {
                ctx.flush();
            }
        }
    }

    private static boolean othersWait(ChannelHandlerContext ctx) {
        return ctx.executor() instanceof SingleThreadEventExecutor loop && loop.pendingTasks() > 0;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        reading = true;
        ctx.fireChannelRead(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        reading = false;
        ctx.fireChannelReadComplete();
        if (pending) {
            pending = false;
            ctx.flush();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        reading = false;
        pending = false;
        ctx.fireChannelInactive();
    }
}
