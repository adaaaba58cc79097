package io.github.dkredis;

import io.lettuce.core.RedisURI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where Redis is, from a URI or from the environment. No message quotes what may hold a password. */
final class Addresses {

    private static final int DEFAULT_PORT = 6379;

    private Addresses() {}

    static RedisURI parse(String uri) {
        int scheme = uri.indexOf("://");
        if (scheme < 0 || !uri.startsWith("redis")) {
            throw new IllegalArgumentException(
                    "a Redis address starts with redis://, rediss://, redis-socket:// or redis-sentinel://");
        }
        try {
            return RedisURI.create(uri);
        } catch (RuntimeException e) { // without its cause, which quotes the URI
            throw new IllegalArgumentException("this is no Redis address: " + uri.substring(0, scheme)
                    + "://… cannot be read. Percent-encode special" + " characters in the password");
        }
    }

    static RedisURI fromEnvironment(Map<String, String> environment) {
        String url = value(environment, "REDIS_URL");
        if (url != null) {
            return parse(url);
        }
        String host = value(environment, "REDIS_HOST");
        RedisURI.Builder uri = RedisURI.builder()
                .withHost(host == null ? "localhost" : host)
                .withPort(number(environment, "REDIS_PORT", DEFAULT_PORT, 65_535))
                .withDatabase(number(environment, "REDIS_DB", 0, Integer.MAX_VALUE));
        String username = value(environment, "REDIS_USERNAME");
        String password = value(environment, "REDIS_PASSWORD");
        if (username != null && password != null) {
            uri.withAuthentication(username, password.toCharArray());
        } else if (password != null) {
            uri.withPassword(password.toCharArray());
        } else if (username != null) {
            throw new IllegalArgumentException("REDIS_USERNAME is set without REDIS_PASSWORD");
        }
        return uri.build();
    }

    private static int number(Map<String, String> environment, String name, int otherwise, int most) {
        String value = value(environment, name);
        if (value == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(value.trim());
            if (number >= 0 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException(name + " must be a number from 0 to " + most);
    }

    private static @Nullable String value(Map<String, String> environment, String name) {
        String value = environment.get(name);
        return value == null || value.isEmpty() ? null : value;
    }
}
