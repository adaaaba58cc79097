package io.github.dkredis.spring;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A bean with cached methods of every kind, and the number of calls that reached it. */
class UserService {

    record User(long id, String name) {}

    private final Map<Long, String> names = new ConcurrentHashMap<>();
    private final AtomicInteger calls = new AtomicInteger();

    private volatile Runnable whileLoading = () -> {};

    // Public, since Spring's proxy passes on only such methods.

    public int calls() {
        return calls.get();
    }

    public Map<Long, String> names() {
        return names;
    }

    /** Sets what each method that loads does meanwhile. */
    public void whileLoading(Runnable action) {
        whileLoading = action;
    }

    private @Nullable User load(long id) {
        calls.incrementAndGet();
        whileLoading.run();
        String name = names.get(id);
        return name == null ? null : new User(id, name);
    }

    @Cacheable(cacheNames = "users", sync = true)
    public @Nullable User user(long id) {
        return load(id);
    }

    @Cacheable("users")
    public Optional<User> optional(long id) {
        return Optional.ofNullable(load(id));
    }

    @Cacheable("users")
    public CompletableFuture<@Nullable User> future(long id) {
        return CompletableFuture.supplyAsync(() -> load(id));
    }

    @Cacheable(cacheNames = "users", sync = true)
    public CompletableFuture<@Nullable User> syncFuture(long id) {
        return CompletableFuture.supplyAsync(() -> load(id));
    }

    @Cacheable("users")
    public Mono<User> mono(long id) {
        return Mono.fromCallable(() -> load(id));
    }

    @Cacheable("lists")
    public List<User> all() {
        return names.keySet().stream().map(this::load).toList();
    }

    @Cacheable("lists")
    public Flux<User> flux() {
        return Flux.fromIterable(names.keySet()).map(this::load);
    }

    @Cacheable("pairs")
    public String pair(String left, int right) {
        calls.incrementAndGet();
        return left + right;
    }

    @CachePut(cacheNames = "users", key = "#id")
    public User rename(long id, String name) {
        names.put(id, name);
        return new User(id, name);
    }

    @CacheEvict("users")
    public void evict(long id) {}

    @CacheEvict(cacheNames = "users", allEntries = true)
    public void evictAll() {}

    @Cacheable(cacheNames = "users", sync = true)
    public User failing(long id) throws IOException {
        throw new IOException("no " + id);
    }
}
