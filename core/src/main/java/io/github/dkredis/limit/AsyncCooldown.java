package io.github.dkredis.limit;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletionStage;

/** {@link Cooldown} without blocking: stages complete on the client's executor. */
public final class AsyncCooldown {

    private final Cooldown cooldown;

    AsyncCooldown(Cooldown cooldown) {
        this.cooldown = cooldown;
    }

    /** Like {@link Cooldown#start}. */
    public CompletionStage<Cooldown.Decision> start(Collection<String> resources, Duration period) {
        return cooldown.startOperation(resources, period).stage();
    }

    @Override
    public String toString() {
        return "Async" + cooldown;
    }
}
