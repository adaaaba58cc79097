package io.github.dkredis.hash;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The methods that {@link Hashes} and {@link AsyncHashes} share. */
interface HashesApi {

    void set(String key, Map<String, String> fields);

    void set(String key, Map<String, String> fields, Duration ttl);

    Map<String, String> get(String key);

    Optional<String> get(String key, String field);

    Map<String, String> field(String pattern, String field);
}
