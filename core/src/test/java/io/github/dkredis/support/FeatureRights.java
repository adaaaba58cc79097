package io.github.dkredis.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.DkRedis;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Uses a feature as a user that has the documented rights of it and of connecting, and no others.
 *
 * @param row the beginning of the feature's row in {@code docs/security.md}
 * @param feature what the names of its {@linkplain BlockingCall calls} begin with
 */
public record FeatureRights(String row, String feature) {

    /** What the calls of other features use beside their own: a value or two. */
    private static final List<String> SHARED_KEYS = List.of("~app:k", "~app:loader", "~app:row");

    /** What every client asks when it connects, and does without. */
    private static final Set<String> OPTIONAL = Set.of(
            "client", "client|info", "client|setinfo", "client|kill", "client|maint_notifications", "info", "time");

    private static final String USER = "limited";
    private static final String PASSWORD = "pw";

    /** A command to a server or to all nodes of a cluster. */
    @FunctionalInterface
    public interface Administrator {

        /** {@return the replies of all} */
        List<@Nullable Object> command(String... words);
    }

    /**
     * Runs every call of the feature by three callers of two clients. None fails, and the server has refused nothing
     * that the feature needs, not even silently.
     *
     * @param more rows whose rights the user has too
     */
    public void use(Administrator server, String address, List<String> more) throws Exception {
        List<String> user = new ArrayList<>(List.of("ACL", "SETUSER", USER, "reset", "resetchannels", "on"));
        user.add(">" + PASSWORD);
        rows(more).forEach(needed -> user.addAll(DocumentedRights.commands(needed)));
        user.addAll(DocumentedRights.patterns(row));
        more.forEach(needed -> user.addAll(DocumentedRights.patterns(needed)));
        user.addAll(SHARED_KEYS);
        server.command(user.toArray(String[]::new));
        server.command("ACL", "LOG", "RESET");
        String uri = address.replaceFirst("://(:[^@]*@)?", "://" + USER + ":" + PASSWORD + "@");
        try (DkRedis one = DkRedis.builder().uri(uri).keyPrefix("app:").connect();
                DkRedis two = DkRedis.builder().uri(uri).keyPrefix("app:").connect()) {
            List<BlockingCall> calls = BlockingCall.all().stream()
                    .filter(call -> call.name().startsWith(feature + "."))
                    .toList();
            assertThat(calls).isNotEmpty();
            for (BlockingCall call : calls) {
                runTogether(call, one, two);
            }
        } finally {
            server.command("ACL", "DELUSER", USER);
        }
        assertThat(refusals(server)).isEmpty();
    }

    private List<String> rows(List<String> more) {
        List<String> rows = new ArrayList<>(List.of("connecting", "values", row));
        if (row.startsWith("atomics")) {
            rows.addAll(List.of("`increment`", "`removeIf`"));
        }
        if (row.startsWith("`redis.cache()")) {
            rows.add("named cache");
        }
        rows.addAll(more);
        return rows;
    }

    private static void runTogether(BlockingCall call, DkRedis one, DkRedis two) throws Exception {
        List<Actor<String>> callers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int caller = i;
            callers.add(Actor.start(() -> {
                call.body().run(caller < 2 ? one : two, caller);
                return "done";
            }));
        }
        for (Actor<String> caller : callers) {
            assertThat(caller.get()).as(call.name()).isEqualTo("done");
        }
    }

    /** {@return what the server has refused, as the log of its access control has it} */
    private static List<String> refusals(Administrator server) {
        return server.command("ACL", "LOG").stream()
                .flatMap(log -> ((List<?>) log).stream())
                .map(entry -> (List<?>) entry)
                .filter(entry -> !OPTIONAL.contains(String.valueOf(value(entry, "object"))))
                .map(entry -> value(entry, "reason") + " " + value(entry, "object") + " " + value(entry, "context"))
                .toList();
    }

    private static @Nullable Object value(List<?> entry, String name) {
        return entry.get(entry.indexOf(name) + 1);
    }

    @Override
    public String toString() {
        return feature;
    }
}
