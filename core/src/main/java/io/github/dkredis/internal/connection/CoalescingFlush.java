package io.github.dkredis.internal.connection;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.SingleThreadEventExecutor;

/**
 * Sends the commands of concurrent callers in one system call: a flush happens at once unless more tasks (other
 * callers' commands) wait on the event loop, and then once after them; what is written while replies are being read
 * goes out when the read is through. First in the pipeline. All of it runs on the event loop.
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
