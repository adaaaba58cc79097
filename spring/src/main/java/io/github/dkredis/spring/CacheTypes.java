package io.github.dkredis.spring;

import java.lang.reflect.Type;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The types of the values of all caches: each has one, which a setting names or the cached methods agree on. */
final class CacheTypes {

    /**
     * The type of a cache.
     *
     * @param origin who declared it, for messages; empty if a setting did
     */
    private record Declared(Type type, Optional<String> origin) {}

    private final ConcurrentMap<String, Declared> declared = new ConcurrentHashMap<>();

    /** A setting names the type of a cache, whatever its methods return. */
    void configure(String cache, Type type) {
        declared.put(cache, new Declared(type, Optional.empty()));
    }

    boolean isKnown(String cache) {
        return declared.containsKey(cache);
    }

    boolean isConfigured(String cache) {
        Declared known = declared.get(cache);
        return known != null && known.origin().isEmpty();
    }

    /**
     * A method caches values of a type, unless a setting names another type.
     *
     * @throws IllegalStateException if another method caches values of another type in the same cache
     */
    void declare(String cache, Type type, String method) {
        Declared known = declared.computeIfAbsent(cache, name -> new Declared(type, Optional.of(method)));
        known.origin().ifPresent(other -> {
            if (!known.type().equals(type)) {
                throw new IllegalStateException("the cache \"" + cache + "\" is used for values of two types: " + other
                        + " returns " + known.type().getTypeName() + ", and " + method + " returns "
                        + type.getTypeName() + "; use two caches, or set " + typeProperty(cache)
                        + " to a type that both can be read as");
            }
        });
    }

    /**
     * Returns the type of a cache.
     *
     * @throws IllegalStateException if nothing tells it
     */
    Type of(String cache) {
        Declared known = declared.get(cache);
        if (known == null) {
            throw new IllegalStateException("nothing tells of which type the values of the cache \"" + cache
                    + "\" are: no bean has a cached method that returns one; set " + typeProperty(cache));
        }
        return known.type();
    }

    /** No bean of this application reads the cache: it only removes what others have stored. */
    Type declareUnread(String cache) {
        return declared.computeIfAbsent(
                        cache, name -> new Declared(Object.class, Optional.of("a bean that only evicts")))
                .type();
    }

    Set<String> names() {
        return Set.copyOf(declared.keySet());
    }

    static String typeProperty(String cache) {
        return "dkredis.cache." + cache + ".type";
    }
}
