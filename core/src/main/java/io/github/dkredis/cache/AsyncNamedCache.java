package io.github.dkredis.cache;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A view of a {@link NamedCache} that does not block.
 *
 * @param <K> the keys
 * @param <V> the values
 */
public final class AsyncNamedCache<K, V> extends AsyncCache<K, V> {

    private final GenerationSource generations;

    AsyncNamedCache(CacheCalls<K, V> calls, GenerationSource generations) {
        super(calls);
        this.generations = generations;
    }

    /** Removes all entries, as {@link NamedCache#clear} does. */
    public CompletionStage<@Nullable Void> clear() {
        return generations.clear().stage();
    }
}
