package io.github.dkredis;

import io.github.dkredis.internal.connection.TlsCertificates;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisURI;
import io.lettuce.core.StaticCredentialsProvider;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Parses the address of a server, from a URI or from the environment. No message quotes text that may hold a password.
 */
final class Addresses {

    private static final int DEFAULT_PORT = 6379;
    private static final int MAX_PORT = 65_535;

    /** The scheme and the credentials, several hosts, and the rest. */
    private static final Pattern SEVERAL_HOSTS =
            Pattern.compile("(rediss?://(?:[^/?#]*@)?)([^@/?#]*,[^@/?#]*)([/?#].*)?");

    private Addresses() {}

    static RedisURI parse(String uri) {
        int schemeEnd = uri.indexOf("://");
        if (schemeEnd < 0 || !uri.startsWith("redis")) {
            throw new IllegalArgumentException(
                    "a Redis address must start with redis://, rediss://, redis-socket://, redis-sentinel:// or"
                            + " rediss-sentinel://");
        }
        String scheme = uri.substring(0, schemeEnd);
        if (scheme.endsWith("-sentinel") && uri.indexOf('#') < 0) {
            throw new IllegalArgumentException("a " + scheme
                    + ":// address needs the name of the primary after #, as in " + scheme + "://host:26379#mymaster");
        }
        AddressParameters.check(uri);
        try {
            return withExactCredentials(uri, withSecureSentinels(withPortSplitOff(RedisURI.create(uri))));
        } catch (UnbracketedAddressException e) {
            throw new IllegalArgumentException(
                    "invalid Redis address: an IPv6 address must be in brackets, as in redis://[::1]:6379");
        } catch (RuntimeException e) { // dropped as a cause, because its message quotes the URI
            throw new IllegalArgumentException("invalid Redis address " + uri.substring(0, schemeEnd)
                    + "://…: expected one host with its port, and special characters in the password percent-encoded");
        }
    }

    /**
     * Parses one address, or those of several nodes of a cluster, separated by commas: whole URIs, or after the first
     * host only further hosts with their ports.
     */
    static List<RedisURI> parseAll(String uris) {
        if (uris.matches("rediss?-sentinel://.*")) {
            return List.of(parse(uris));
        }
        List<RedisURI> all = new ArrayList<>();
        for (String uri : uris.split(",(?=rediss?://)", -1)) {
            for (String single : singleHosts(uri)) {
                all.add(parse(single));
            }
        }
        return List.copyOf(all);
    }

    /** Splits {@code redis://user:password@a:1,b:2/0} into one URI for each host. */
    private static List<String> singleHosts(String uri) {
        Matcher matcher = SEVERAL_HOSTS.matcher(uri);
        if (!matcher.matches()) {
            return List.of(uri);
        }
        List<String> single = new ArrayList<>();
        for (String host : matcher.group(2).split(",", -1)) {
            single.add(matcher.group(1) + host + (matcher.group(3) == null ? "" : matcher.group(3)));
        }
        return single;
    }

    /** Lettuce decodes user and password before it splits them, at the first colon, which may be part of the user. */
    private static RedisURI withExactCredentials(String text, RedisURI uri) {
        String authority = URI.create(text).getRawAuthority();
        int end = authority == null ? -1 : authority.lastIndexOf('@');
        if (end < 0 || !authority.toUpperCase(Locale.ROOT).substring(0, end).contains("%3A")) {
            return uri;
        }
        String raw = authority.substring(0, end);
        int colon = raw.indexOf(':');
        String user = colon <= 0 ? null : decoded(raw.substring(0, colon));
        uri.setCredentialsProvider(new StaticCredentialsProvider(
                user, decoded(raw.substring(colon + 1)).toCharArray()));
        return uri;
    }

    private static String decoded(String part) {
        return URI.create("redis:" + part).getSchemeSpecificPart();
    }

    /** With {@code rediss-sentinel://} the Sentinels speak TLS too. */
    private static RedisURI withSecureSentinels(RedisURI uri) {
        uri.getSentinels().forEach(sentinel -> {
            sentinel.setSsl(uri.isSsl());
            sentinel.setVerifyPeer(uri.getVerifyMode());
        });
        return uri;
    }

    private static final class UnbracketedAddressException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** {@code java.net.URI} does not accept an underscore in a host name, and then leaves the port in the name. */
    private static RedisURI withPortSplitOff(RedisURI uri) {
        String host = uri.getHost();
        if (host == null || host.indexOf(':') < 0) {
            return uri;
        }
        if (host.indexOf(',') >= 0) {
            throw new IllegalArgumentException("several addresses");
        }
        int colon = host.indexOf(':');
        boolean isIpv6 = host.indexOf(':', colon + 1) >= 0;
        if (isIpv6 && host.charAt(0) != '[') {
            throw new UnbracketedAddressException();
        }
        if (!isIpv6) {
            uri.setPort(Integer.parseInt(host.substring(colon + 1)));
            uri.setHost(host.substring(0, colon));
        }
        return uri;
    }

    /** Copies an address with its Sentinels, which Lettuce's own copy leaves out. */
    static RedisURI copy(RedisURI uri) {
        RedisURI.Builder copy = RedisURI.builder(uri);
        for (RedisURI sentinel : uri.getSentinels()) {
            copy.withSentinel(RedisURI.builder(sentinel).build());
        }
        if (uri.getSentinelMasterId() != null) {
            copy.withSentinelMasterId(uri.getSentinelMasterId());
        }
        return copy.build();
    }

    /** The nodes that {@code REDIS_URL} names after the first one. */
    static List<RedisURI> furtherNodes(Map<String, String> environment) {
        String url = variable(environment, "REDIS_URL");
        List<RedisURI> all = url == null ? List.of() : parseAll(url);
        return all.isEmpty() ? all : all.subList(1, all.size());
    }

    static RedisURI fromEnvironment(Map<String, String> environment) {
        String url = variable(environment, "REDIS_URL");
        if (url != null) {
            RedisURI uri = parseAll(url).get(0);
            if (!uri.isSsl() && !certificates(environment).isEmpty()) {
                throw new IllegalArgumentException(
                        "REDIS_CA_FILE or REDIS_CERT_FILE is set, but the address in REDIS_URL"
                                + " does not use TLS; it must start with rediss:// or rediss-sentinel://");
            }
            return uri;
        }
        String host = variable(environment, "REDIS_HOST");
        RedisURI.Builder uri = RedisURI.builder()
                .withHost(host == null ? "localhost" : host)
                .withPort(number(environment, "REDIS_PORT", DEFAULT_PORT, 1, MAX_PORT))
                .withDatabase(number(environment, "REDIS_DB", 0, 0, Integer.MAX_VALUE));
        String username = variable(environment, "REDIS_USERNAME");
        String password = variable(environment, "REDIS_PASSWORD");
        if (username != null && password != null) {
            uri.withAuthentication(username, password.toCharArray());
        } else if (password != null) {
            uri.withPassword(password.toCharArray());
        } else if (username != null) {
            throw new IllegalArgumentException("REDIS_USERNAME is set without REDIS_PASSWORD");
        }
        if (!certificates(environment).isEmpty()) {
            uri.withSsl(true); // whoever names certificates wants TLS
        }
        return uri.build();
    }

    /** {@return the credentials for Sentinels; null if the environment has none} */
    static @Nullable RedisCredentials sentinelCredentials(Map<String, String> environment) {
        String password = variable(environment, "REDIS_SENTINEL_PASSWORD");
        return password == null
                ? null
                : RedisCredentials.just(variable(environment, "REDIS_SENTINEL_USERNAME"), password);
    }

    /** {@return the certificate files that the environment names} */
    static TlsCertificates certificates(Map<String, String> environment) {
        TlsCertificates certificates = TlsCertificates.NONE;
        String authority = variable(environment, "REDIS_CA_FILE");
        String certificate = variable(environment, "REDIS_CERT_FILE");
        String key = variable(environment, "REDIS_KEY_FILE");
        if (authority != null) {
            certificates = certificates.withAuthority(Path.of(authority));
        }
        if (certificate != null && key != null) {
            certificates = certificates.withClient(Path.of(certificate), Path.of(key));
        } else if (certificate != null || key != null) {
            throw new IllegalArgumentException("REDIS_CERT_FILE and REDIS_KEY_FILE are only useful together");
        }
        return certificates;
    }

    private static int number(Map<String, String> environment, String name, int defaultValue, int min, int max) {
        String value = variable(environment, name);
        if (value == null) {
            return defaultValue;
        }
        try {
            int number = Integer.parseInt(value.trim());
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // reported below, like a number out of range
        }
        throw new IllegalArgumentException(name + " must be a number from " + min + " to " + max);
    }

    private static @Nullable String variable(Map<String, String> environment, String name) {
        String value = environment.get(name);
        return value == null || value.isEmpty() ? null : value;
    }
}
