package io.github.dkredis.internal.connection;

import io.github.dkredis.internal.command.CommandTransport;
import io.github.dkredis.internal.command.PendingCommand;
import io.github.dkredis.internal.command.Request;
import io.netty.util.Timeout;
import io.netty.util.Timer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Commands of the library itself that no caller waits for: releases, fills, renewals. They pass by the bound on
 * commands in flight, since holding one back could keep a lock taken; the features that send them bound them.
 */
final class BackgroundCommands {

    private static final System.Logger LOG = System.getLogger("io.github.dkredis");

    private static final int MAX_LOGGED = 20;

    private final Timer timer;
    private final long timeoutNanos;
    private final Measurements measurements;
    private final Set<PendingCommand<?>> pending = ConcurrentHashMap.newKeySet();

    BackgroundCommands(Timer timer, long timeoutNanos, Measurements measurements) {
        this.measurements = measurements;
        this.timer = timer;
        this.timeoutNanos = timeoutNanos;
    }

    /** Sends a command with the client's time limit; the handler runs on the event loop. */
    <R extends @Nullable Object> void send(
            CommandTransport transport, Request<R> request, ReplyHandler<? super R> handler) {
        send(transport, request, System.nanoTime() + timeoutNanos, handler);
    }

    /** Sends a command that is answered until a deadline at the latest; the handler runs on the event loop. */
    <R extends @Nullable Object> void send(
            CommandTransport transport, Request<R> request, long deadlineNanos, ReplyHandler<? super R> handler) {
        PendingCommand<R> command = new PendingCommand<>(request, transport, deadlineNanos);
        try {
            long left = Math.max(0, deadlineNanos - System.nanoTime());
            Timeout limit = timer.newTimeout(expired -> command.expire(), left, TimeUnit.NANOSECONDS);
            pending.add(command);
            command.whenComplete((reply, failure) -> {
                limit.cancel();
                pending.remove(command);
            });
        } catch (IllegalStateException e) {
            LOG.log(
                    System.Logger.Level.DEBUG,
                    "the timer has ended, so the connection is closed and will refuse this command",
                    e);
        }
        measurements.measure(command);
        command.whenComplete((reply, failure) -> handler.onReply(
                reply, failure == null ? null : PendingCommand.exception(failure), command.wasRepeated()));
        transport.send(command);
    }

    /**
     * Waits for the replies of what was sent: above all, releases are to arrive before the connection is closed. A
     * reply can make a feature send another command, which is waited for too.
     */
    void awaitAll(long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        while (!pending.isEmpty()) {
            try {
                CompletableFuture.allOf(pending.toArray(CompletableFuture<?>[]::new))
                        .get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (ExecutionException e) {
                LOG.log(System.Logger.Level.DEBUG, "a command failed while the client was closed", e);
            } catch (TimeoutException e) {
                logUnanswered();
                return;
            }
        }
    }

    private void logUnanswered() {
        List<String> labels =
                pending.stream().map(command -> command.request().label()).toList();
        LOG.log(
                System.Logger.Level.WARNING,
                () -> "the client was closed before Redis answered to " + labels.size() + " commands, such as "
                        + labels.stream().limit(MAX_LOGGED).toList()
                        + "; a lock that one of them was to release stays taken until its lease ends");
    }
}
