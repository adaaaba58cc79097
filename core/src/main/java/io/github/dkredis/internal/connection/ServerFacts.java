package io.github.dkredis.internal.connection;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a server tells about itself and about the new connection, in its replies to HELLO, CLIENT INFO, INFO and TIME.
 * All but the first may be refused by an ACL; what they would have told is then unknown.
 *
 * @param product such as {@code redis}
 * @param version such as {@code 7.0.15}
 * @param mode {@code standalone}, {@code sentinel} or {@code cluster}
 * @param role {@code master} or {@code replica}
 * @param identity which connection of which run of the server this is, if it is known
 * @param time the server's clock, if it is known
 */
record ServerFacts(
        String product,
        String version,
        String mode,
        String role,
        @Nullable Identity identity,
        @Nullable ServerTime time) {

    private static final Pattern RUN_ID = Pattern.compile("(?m)^run_id:(\\w+)\\s*$");
    private static final Pattern ADDRESS = Pattern.compile("(?:^| )addr=(\\S+)");

    /**
     * A connection as the server knows it.
     *
     * @param runId the run of the server; a restarted server has another one
     * @param clientId the number of the connection in that run
     * @param address the client's address as the server sees it
     */
    record Identity(String runId, long clientId, String address) {}

    static ServerFacts of(
            List<@Nullable Object> hello,
            byte @Nullable [] clientInfo,
            byte @Nullable [] serverInfo,
            @Nullable ServerTime time) {
        return new ServerFacts(
                text(hello, "server"),
                text(hello, "version"),
                text(hello, "mode"),
                text(hello, "role"),
                identity(field(hello, "id"), clientInfo, serverInfo),
                time);
    }

    private static @Nullable Identity identity(
            @Nullable Object id, byte @Nullable [] clientInfo, byte @Nullable [] serverInfo) {
        String address = find(ADDRESS, clientInfo);
        String runId = find(RUN_ID, serverInfo);
        return id instanceof Long number && address != null && runId != null
                ? new Identity(runId, number, address)
                : null;
    }

    private static @Nullable String find(Pattern pattern, byte @Nullable [] text) {
        if (text == null) {
            return null;
        }
        Matcher matcher = pattern.matcher(new String(text, StandardCharsets.UTF_8));
        return matcher.find() ? matcher.group(1) : null;
    }

    private static String text(List<@Nullable Object> greeting, String name) {
        return field(greeting, name) instanceof byte[] value
                ? new String(value, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT)
                : "";
    }

    private static @Nullable Object field(List<@Nullable Object> greeting, String name) {
        for (int i = 0; i + 1 < greeting.size(); i += 2) {
            if (greeting.get(i) instanceof byte[] field && new String(field, StandardCharsets.UTF_8).equals(name)) {
                return greeting.get(i + 1);
            }
        }
        return null;
    }

    /** The product and its version, such as {@code redis 7.0.15}. */
    String server() {
        return product + " " + version;
    }

    boolean isOfCluster() {
        return mode.equals("cluster");
    }

    boolean isReplica() {
        return role.equals("replica") || role.equals("slave");
    }
}
