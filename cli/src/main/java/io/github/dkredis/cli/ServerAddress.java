package io.github.dkredis.cli;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the URI of the server: the one on the command line, else {@code REDIS_URL}, else one built from the other
 * variables that {@code DkRedis.connect()} reads. The password of a file replaces a password from any of these.
 */
final class ServerAddress {

    private final Map<String, String> environment;
    private final @Nullable String password;

    private ServerAddress(Map<String, String> environment, @Nullable String password) {
        this.environment = environment;
        this.password = password;
    }

    static String of(@Nullable String uri, @Nullable Path passwordFile, Map<String, String> environment) {
        String password = passwordFile == null ? null : read(passwordFile);
        ServerAddress address = new ServerAddress(environment, password);
        String whole = uri == null ? address.variable("REDIS_URL") : uri;
        if (whole == null) {
            return address.fromParts();
        }
        return password == null
                ? whole
                : Stream.of(parts(whole))
                        .map(part -> withPassword(part, password))
                        .collect(Collectors.joining(","));
    }

    /** {@return the URIs of an address, which can be one for each of several nodes of a cluster} */
    static String[] parts(String address) {
        return address.split(",(?=rediss?://)", -1);
    }

    /** Replaces the password. A lone name before the {@code @} is the user here, while it is a password otherwise. */
    private static String withPassword(String uri, String password) {
        int start = uri.indexOf("://");
        if (start < 0) {
            return uri; // is refused as invalid later
        }
        int at = uri.lastIndexOf('@');
        String userInfo = at < 0 ? "" : uri.substring(start + 3, at);
        String user = userInfo.contains(":") ? userInfo.substring(0, userInfo.indexOf(':')) : userInfo;
        return uri.substring(0, start + 3) + user + ":" + encoded(password) + "@"
                + uri.substring(at < 0 ? start + 3 : at + 1);
    }

    private String fromParts() {
        String host = variable("REDIS_HOST");
        String place = (host == null ? "localhost" : host.contains(":") ? "[" + host + "]" : host)
                + ":" + number("REDIS_PORT", 6379, 65_535)
                + "/" + number("REDIS_DB", 0, Integer.MAX_VALUE);
        String user = variable("REDIS_USERNAME");
        String secret = password == null ? variable("REDIS_PASSWORD") : password;
        if (user != null && secret == null) {
            throw new UsageException("REDIS_USERNAME is set without REDIS_PASSWORD or --password-file");
        }
        String userInfo = secret == null ? "" : (user == null ? "" : encoded(user)) + ":" + encoded(secret) + "@";
        boolean usesTls = Stream.of("REDIS_CA_FILE", "REDIS_CERT_FILE").anyMatch(name -> variable(name) != null);
        return (usesTls ? "rediss://" : "redis://") + userInfo + place;
    }

    private int number(String name, int otherwise, int most) {
        String value = variable(name);
        if (value == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(value.trim());
            if (number >= 0 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw new UsageException(name + " must be a number from 0 to " + most);
    }

    private @Nullable String variable(String name) {
        String value = environment.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    /** {@return the content of a file without its last line end} */
    private static String read(Path file) {
        try {
            String password = Files.readString(file).replaceFirst("\\r?\\n\\z", "");
            if (password.isEmpty()) {
                throw new UsageException("the password file " + file + " is empty");
            }
            return password;
        } catch (IOException e) {
            throw new UsageException("cannot read the password file " + file, e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
