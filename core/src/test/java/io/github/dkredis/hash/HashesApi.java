package io.github.dkredis.hash;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** The methods that {@link Hashes} and {@link AsyncHashes} share. */
interface HashesApi {

    void set(String key, Map<String, String> fields);

    void set(String key, Map<String, String> fields, Duration ttl);

    Map<String, String> get(String key);

    Optional<String> get(String key, String field);

    Map<String, String> field(String pattern, String field);

    Map<String, String> get(String key, Collection<String> fields);

    Map<String, Map<String, String>> getAll(Collection<String> keys);

    long increment(String key, String field, long amount);

    double increment(String key, String field, double amount);

    boolean remove(String key, String field);

    long removeAll(String key, Collection<String> fields);
}
