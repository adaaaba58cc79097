package io.github.dkredis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.support.Actor;
import io.github.dkredis.support.BlockingCall;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The rights in {@code docs/security.md} suffice: each feature is used by a user that has those of its row and nothing
 * else.
 */
@RedisTest(leftovers = {Leftover.THREADS, Leftover.CONNECTIONS})
class DocumentedRightsTest {

    private static final Pattern RIGHT = Pattern.compile("\\+[a-z|\u0000]+");

    /** What the calls of other features use beside their own: a value or two. */
    private static final List<String> SHARED_KEYS = List.of("~app:k", "~app:loader", "~app:row");

    @ParameterizedTest
    @CsvSource({
        "values, values",
        "hashes, hashes",
        "atomics, atomics",
        "mutex, mutex",
        "mutex, lease",
        "fetch lock, fetchLock",
        "fetch lock, fetchLocks",
        "cooldown, cooldown",
        "rate limiter, rateLimiter",
        "semaphore, semaphore",
        "named cache, cache",
        "named cache, nearCache",
        "`redis.cache(), objectCache",
        "`redis.cache(), invalidator",
    })
    void feature_withTheRightsOfItsRow_works(String row, String feature, RedisServer server) throws Exception {
        List<String> user =
                new ArrayList<>(List.of("ACL", "SETUSER", "limited", "reset", "resetchannels", "on", ">pw"));
        user.addAll(rights("connecting"));
        user.addAll(rights("values"));
        user.addAll(rights(row));
        if (row.startsWith("atomics")) {
            user.addAll(rights("`increment`"));
            user.addAll(rights("`removeIf`"));
        }
        if (row.startsWith("`redis.cache()")) {
            user.addAll(rights("named cache"));
        }
        user.addAll(patterns(row));
        user.addAll(SHARED_KEYS);
        server.command(user.toArray(String[]::new));
        String uri = "redis://limited:pw@127.0.0.1:" + server.port();
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
            server.command("ACL", "DELUSER", "limited");
        }
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

    private static List<String> rights(String row) throws IOException {
        return RIGHT.matcher(cells(row)[2])
                .results()
                .map(right -> right.group().replace("\u0000", ""))
                .filter(right -> !right.equals("+client|setinfo")) // newer than Redis 6.2, and not needed
                .toList();
    }

    /** The patterns of keys and channels; a feature with keys of the program's own gets all with the prefix. */
    private static List<String> patterns(String row) throws IOException {
        String[] cells = cells(row);
        if (cells[3].contains("your own")) {
            return List.of("~app:*");
        }
        return Stream.of(cells[3], cells[4])
                .flatMap(cell -> Arrays.stream(cell.split("[,`\\s]+")))
                .filter(pattern -> pattern.startsWith("~") || pattern.startsWith("&"))
                .toList();
    }

    private static String[] cells(String row) throws IOException {
        String line = Files.readAllLines(page()).stream()
                .filter(candidate -> candidate.startsWith("| " + row))
                .findFirst()
                .orElseThrow();
        return line.replace("\\|", "|\u0000").split("\\|(?!\u0000)", -1);
    }

    private static Path page() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/security.md"))) {
            folder = Objects.requireNonNull(folder.getParent());
        }
        return folder.resolve("docs/security.md");
    }
}
