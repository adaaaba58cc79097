package io.github.dkredis.chaos.worker;

import io.github.dkredis.chaos.history.Bounds;
import io.github.dkredis.chaos.history.Feature;
import io.github.dkredis.chaos.history.Observation.Admitted;
import io.github.dkredis.chaos.history.Span;
import io.github.dkredis.limit.Rate;
import io.github.dkredis.limit.RateLimiter;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** Rate limits and cooldowns that all workers share. */
final class LimitLoads {

    private LimitLoads() {}

    static List<Load> of(LoadContext context) {
        Load rate = new RateLoad(context);
        return List.of(rate, rate, new CooldownLoad(context));
    }

    private record RateLoad(LoadContext context) implements Load {
        @Override
        public Feature feature() {
            return Feature.RATE_LIMIT;
        }

        @Override
        public void run(Random random) {
            Bounds.Limit limit = Bounds.DEFAULTS.limit();
            RateLimiter limiter = context.redis()
                    .rateLimiter(
                            "chaos", Rate.of(limit.permits(), limit.period()).withBurst(limit.burst()));
            long begin = Span.now();
            boolean allowed = random.nextBoolean()
                    ? limiter.tryAcquire().isAllowed()
                    : limiter.tryAcquire(Duration.ofMillis(300)).isAllowed();
            if (allowed) {
                context.recorder().add(new Admitted(Feature.RATE_LIMIT, "chaos", Span.since(begin)));
            }
        }
    }

    private record CooldownLoad(LoadContext context) implements Load {
        @Override
        public Feature feature() {
            return Feature.COOLDOWN;
        }

        @Override
        public void run(Random random) {
            String resource = "chaos-" + random.nextInt(3);
            List<String> resources = random.nextBoolean() ? List.of(resource) : List.of("chaos-0", "chaos-1");
            long begin = Span.now();
            if (context.redis().cooldown(resources, Bounds.DEFAULTS.cooldown()).isAllowed()) {
                Span call = Span.since(begin);
                resources.forEach(name -> context.recorder().add(new Admitted(Feature.COOLDOWN, name, call)));
            }
        }
    }
}
