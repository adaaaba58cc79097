package io.github.dkredis.internal.connection;

import io.github.dkredis.DkRedisMetrics;
import io.github.dkredis.DkRedisMetrics.CommandOutcome;
import io.github.dkredis.DkRedisMetrics.Scope;
import io.github.dkredis.DkRedisMetrics.Span;
import io.github.dkredis.OperationInterruptedException;
import io.github.dkredis.OutcomeUnknownException;
import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.internal.command.PendingCommand;
import io.github.dkredis.internal.command.Request;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Tells the application's {@link DkRedisMetrics}, if there are any. Callers ask {@link #isOn} before they measure. */
public final class Measurements {

    private static final System.Logger LOG = System.getLogger("io.github.dkredis");

    private final @Nullable DkRedisMetrics metrics;
    private final AtomicBoolean logged = new AtomicBoolean();

    Measurements(@Nullable DkRedisMetrics metrics) {
        this.metrics = metrics;
    }

    public boolean isOn() {
        return metrics != null;
    }

    /** Calls a method of the metrics. What it throws must not harm the thread, which may be the event loop. */
    public void tell(Consumer<? super DkRedisMetrics> measurement) {
        if (metrics == null) {
            return;
        }
        try {
            measurement.accept(metrics);
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    private void failed(Throwable thrown) {
        if (logged.compareAndSet(false, true)) {
            LOG.log(System.Logger.Level.WARNING, "a DkRedisMetrics failed; this is logged once", thrown);
        }
    }

    /**
     * Begins a span.
     *
     * @return a span whose methods do not throw, whatever those of the metrics do
     */
    public Span begin(Function<? super DkRedisMetrics, Span> beginning) {
        Span span = ask(beginning, Span.NONE);
        return span == Span.NONE ? Span.NONE : new GuardedSpan(span);
    }

    /** Like {@link #tell}, for methods that answer. */
    private <T> T ask(Function<? super DkRedisMetrics, ? extends T> question, T otherwise) {
        if (metrics == null) {
            return otherwise;
        }
        try {
            return question.apply(metrics);
        } catch (RuntimeException | Error e) {
            failed(e);
            return otherwise;
        }
    }

    private final class GuardedSpan implements Span {

        private final Span span;

        GuardedSpan(Span span) {
            this.span = span;
        }

        @Override
        public Scope enter() {
            Scope scope = ask(metrics -> span.enter(), () -> {});
            return () -> tell(metrics -> scope.close());
        }

        @Override
        public void ended(String outcome, @Nullable Throwable failure) {
            tell(metrics -> span.ended(outcome, failure));
        }
    }

    /** Measures a command from now to its end, if anything is measured. */
    void measure(PendingCommand<?> command) {
        if (isOn()) {
            long beginNanos = System.nanoTime();
            command.whenComplete((reply, failure) -> commandEnded(command.request(), beginNanos, failure));
        }
    }

    /**
     * A command has ended.
     *
     * @param failure what its pending command has failed with, or the caller's exception; null if it has not
     */
    void commandEnded(Request<?> request, long beginNanos, @Nullable Throwable failure) {
        if (isOn()) {
            Duration time = Duration.ofNanos(System.nanoTime() - beginNanos);
            tell(to -> to.commandEnded(request.operation(), outcome(failure), time));
        }
    }

    private static CommandOutcome outcome(@Nullable Throwable failure) {
        if (failure == null) {
            return CommandOutcome.SUCCESS;
        } else if (failure instanceof Error) {
            return CommandOutcome.REFUSED;
        }
        RuntimeException known = PendingCommand.exception(failure);
        if (known instanceof RedisUnavailableException) {
            return CommandOutcome.UNAVAILABLE;
        } else if (known instanceof OutcomeUnknownException) {
            return CommandOutcome.UNKNOWN;
        }
        return known instanceof OperationInterruptedException ? CommandOutcome.INTERRUPTED : CommandOutcome.REFUSED;
    }
}
