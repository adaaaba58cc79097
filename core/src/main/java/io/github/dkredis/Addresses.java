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
            return separated(RedisURI.create(uri));
        } catch (RuntimeException e) { // without its cause, which quotes the URI
            throw new IllegalArgumentException(
                    "this is no Redis address: " + uri.substring(0, scheme)
                            + "://… cannot be read. One host with its port; special characters in the password percent-encoded");
        }
    }

    /** Java knows no host name with an underscore, and leaves its port in the name. */
    private static RedisURI separated(RedisURI uri) {
        String host = uri.getHost();
        if (host == null || host.indexOf(':') < 0) {
            return uri;
        }
        int colon = host.indexOf(':');
        if (host.indexOf(',') >= 0) {
            throw new IllegalArgumentException("several addresses");
        }
        if (host.indexOf(':', colon + 1) < 0) { // else it is an IPv6 address
            uri.setPort(Integer.parseInt(host.substring(colon + 1)));
            uri.setHost(host.substring(0, colon));
        }
        return uri;
    }

    /** All of an address; Lettuce's own copy leaves out the Sentinels. */
    static RedisURI copy(RedisURI uri) {
        RedisURI.Builder copy = RedisURI.builder(uri);
        uri.getSentinels()
                .forEach(
                        sentinel -> copy.withSentinel(RedisURI.builder(sentinel).build()));
        if (uri.getSentinelMasterId() != null) {
            copy.withSentinelMasterId(uri.getSentinelMasterId());
        }
        return copy.build();
    }

    static RedisURI fromEnvironment(Map<String, String> environment) {
        String url = value(environment, "REDIS_URL");
        if (url != null) {
            return parse(url);
        }
        String host = value(environment, "REDIS_HOST");
        RedisURI.Builder uri = RedisURI.builder()
                .withHost(host == null ? "localhost" : host)
                .withPort(number(environment, "REDIS_PORT", DEFAULT_PORT, 1, 65_535))
                .withDatabase(number(environment, "REDIS_DB", 0, 0, Integer.MAX_VALUE));
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

    private static int number(Map<String, String> environment, String name, int otherwise, int least, int most) {
        String value = value(environment, name);
        if (value == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(value.trim());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException(name + " must be a number from " + least + " to " + most);
    }

    private static @Nullable String value(Map<String, String> environment, String name) {
        String value = environment.get(name);
        return value == null || value.isEmpty() ? null : value;
    }
}
