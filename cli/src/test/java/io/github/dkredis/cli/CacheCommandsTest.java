package io.github.dkredis.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.DkRedis;
import io.github.dkredis.cache.CacheOptions;
import io.github.dkredis.cache.NamedCache;
import io.github.dkredis.cli.Shell.Result;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.pickle.PyTuple;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The cache commands read what programs have cached, and programs read what the commands have cached. */
@RedisTest(servers = RedisTest.Servers.FIRST)
class CacheCommandsTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    private Shell shell = Shell.unreachable();

    @BeforeEach
    void connect(RedisServer server) {
        shell = Shell.of(server);
    }

    /** The key names come from CPython 3.11: {@code 'obj-cache:' + md5(pickle.dumps(key, protocol=1)).hexdigest()}. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"user:1\" | obj-cache:b9e25988ab1ed3c879ec2e1ff8e636af |",
                "42 | obj-cache:14c9ebb1b7fb0c7f5af09fd6383e85b9 |",
                "-7 | obj-cache:18647842bf6605f83c5cb629ba7d38e8 |",
                "[\"user\",1] | obj-cache:febac21501d23de3cbee40943b44a52c |",
                "[\"user\",1] | obj-cache:983ef36da57a176a79b937f6e392e219 | --as-list",
                "[\"a\",[1,null]] | obj-cache:62ca06f027d4e2dd949e993bbe324090 |",
                "[] | obj-cache:ce96ce64475d88003b81a20710c10f5e |",
            })
    void put_anyKey_isStoredWherePythonLooks(String key, String name, String option, RedisServer server) {
        String[] put = option == null
                ? new String[] {"cache", "put", key, "{\"a\": [1, 2.5]}"}
                : new String[] {"cache", "put", option, key, "{\"a\": [1, 2.5]}"};
        String[] get = option == null ? new String[] {"cache", "get", key} : new String[] {"cache", "get", option, key};

        assertThat(shell.run(put)).satisfies(result -> {
            assertThat(result.out() + result.err()).isEmpty();
            assertThat(result.code()).isZero();
        });

        assertThat((List<?>) server.command("KEYS", "*")).hasToString("[" + name + "]");
        assertThat(shell.run(get).out()).isEqualTo("{\"a\":[1,2.5]}\n");
    }

    @Test
    void put_ttl_isThirtyMinutesByDefault(RedisServer server) {
        shell.run("cache", "put", "1", "null");
        assertThat(left(server)).isBetween(1_790_000L, 1_800_000L);

        shell.run("cache", "put", "1", "null", "--ttl", "5m");
        assertThat(left(server)).isBetween(290_000L, 300_000L);
    }

    private static Long left(RedisServer server) {
        return (Long) server.command("PTTL", String.valueOf(((List<?>) server.command("KEYS", "obj-cache:*")).get(0)));
    }

    @Test
    void objectCache_sharedWithAProgram_readsBothWays(RedisServer server) {
        try (DkRedis redis = DkRedis.connect(server.uri().toString())) {
            shell.run("cache", "put", "[\"user\", 1]", "{\"name\": \"Ada\"}");
            assertThat(redis.cache().get(PyTuple.of("user", 1))).contains(Map.of("name", "Ada"));

            redis.cache().put(List.of("user", 1), List.of("a list as key"));
            assertThat(shell.run("cache", "get", "--as-list", "[\"user\",1]").out())
                    .isEqualTo("[\"a list as key\"]\n");

            redis.cache().put("none", null);
            assertThat(shell.run("cache", "get", "\"none\"").out()).isEqualTo("null\n");
        }
    }

    @Test
    void get_missing_isNoAndCreatesNothing(RedisServer server) {
        assertThat(shell.run("cache", "get", "\"nope\"")).satisfies(result -> {
            assertThat(result.code()).isOne();
            assertThat(result.out()).isEmpty();
            assertThat(result.err()).isEqualTo("dkredis: no such entry: \"nope\"\n");
        });
        assertThat(shell.run("cache", "get", "[1]").err()).contains("--as-list");
        assertThat(shell.run("cache", "get", "--as-list", "[1]").err()).contains("without --as-list");
        for (List<String> words : List.of(
                List.of("get", "\"a\"", "--cache", "nope"),
                List.of("remove", "\"a\"", "--cache", "nope"),
                List.of("clear", "nope"))) {
            Result result =
                    shell.run(java.util.stream.Stream.concat(java.util.stream.Stream.of("cache"), words.stream())
                            .toArray(String[]::new));
            assertThat(result.code()).as("%s", words).isOne();
            assertThat(result.err()).contains("no client has used \"nope\"");
        }
        assertThat(server.command("DBSIZE")).isEqualTo(0L);
    }

    @Test
    void get_notAPickle_saysWhatToTry(RedisServer server) {
        shell.run("cache", "put", "1", "1");
        server.command("SET", String.valueOf(((List<?>) server.command("KEYS", "obj-cache:*")).get(0)), "some text");

        Result result = shell.run("cache", "get", "1");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("--codec string", "--raw").doesNotContain("some text");
        assertThat(shell.run("cache", "get", "1", "--raw").out()).isEqualTo("some text");
        assertThat(shell.run("cache", "get", "1", "--codec", "string").out()).isEqualTo("\"some text\"\n");
    }

    @Test
    void remove_entries_printsHowManyExisted() {
        shell.run("cache", "put", "\"a\"", "1");
        shell.run("cache", "put", "[\"a\", \"a\"]", "2"); // a key with two names in Python

        assertThat(shell.run("cache", "remove", "\"a\"", "[\"a\",\"a\"]", "\"b\""))
                .satisfies(result -> {
                    assertThat(result.out()).isEqualTo("2\n");
                    assertThat(result.code()).isZero();
                });
        assertThat(shell.run("cache", "remove", "\"a\"").code()).isOne();
    }

    /** Has caught a {@code remove} that deleted the entry and left the fill lease. */
    @Test
    void remove_duringALoad_voidsTheLoad(RedisServer server) throws Exception {
        CountDownLatch mayEnd = new CountDownLatch(1);
        try (DkRedis redis = DkRedis.connect(server.uri().toString())) {
            CompletableFuture<Object> loading =
                    CompletableFuture.supplyAsync(() -> redis.cache().<RuntimeException>get("a", key -> {
                        await(mayEnd);
                        return "old";
                    }));
            Await.until(() -> !((List<?>) server.command("KEYS", "dkredis:cache-fill:*")).isEmpty(), SOON);

            assertThat(shell.run("cache", "remove", "\"a\"").out()).isEqualTo("0\n");
            mayEnd.countDown();

            assertThat(loading.get(30, TimeUnit.SECONDS)).isEqualTo("old");
            redis.cache().ping(); // the fill was sent before this
            assertThat(shell.run("cache", "get", "\"a\"").code()).isOne();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void namedCache_sharedWithAProgram_readsBothWays(RedisServer server) {
        CacheOptions json = CacheOptions.defaults().codec(Codec.json());
        try (DkRedis redis = DkRedis.connect(server.uri().toString())) {
            NamedCache<String, Object> users = redis.cache("users", Object.class);
            shell.run("cache", "put", "--cache", "users", "\"{ada}\"", "{\"age\": 36}", "--ttl", "5m");
            assertThat(users.get("{ada}")).contains(Map.of("age", 36));
            shell.run("cache", "put", "--cache", "users", "\"none\"", "null");
            assertThat(users.find("none").isNull()).isTrue();
            assertThat(shell.run("cache", "get", "--cache", "users", "\"none\"").out())
                    .isEqualTo("null\n");
            assertThat(shell.run("cache", "remove", "--cache", "users", "\"none\"")
                            .out())
                    .isEqualTo("1\n");

            NamedCache<String, Object> other = redis.cache("other", Object.class, json);
            other.put("a", List.of(1));
            assertThat(shell.run("cache", "get", "--cache", "other", "\"a\"", "--codec", "json")
                            .out())
                    .isEqualTo("[1]\n");
            shell.run("cache", "put", "--cache", "other", "\"b\"", "[2]", "--codec", "json");
            assertThat(other.get("b")).contains(List.of(2));
        }
    }

    @Test
    void clear_named_beginsAGeneration(RedisServer server) {
        shell.run("cache", "put", "--cache", "users", "\"a\"", "1");
        Object before = server.command("GET", "dkredis:cache-generation:users");

        Result result = shell.run("cache", "clear", "users");

        Object after = server.command("GET", "dkredis:cache-generation:users");
        assertThat(after).isNotEqualTo(before);
        assertThat(result.out()).isEqualTo("{\"name\":\"users\",\"generation\":\"" + after + "\"}\n");
        assertThat(result.code()).isZero();
        assertThat(shell.run("cache", "get", "--cache", "users", "\"a\"").code())
                .isOne();
    }

    @Test
    void stats_noCache_isNo() {
        assertThat(shell.run("cache", "stats")).satisfies(result -> {
            assertThat(result.code()).isOne();
            assertThat(result.out()).isEmpty();
            assertThat(result.err()).contains("no caches on this server");
        });
    }

    @Test
    void stats_severalCaches_printsALineForEach(RedisServer server) throws Exception {
        CountDownLatch mayEnd = new CountDownLatch(1);
        try (DkRedis redis = DkRedis.connect(server.uri().toString())) {
            for (int i = 0; i < 1_200; i++) { // more than one page
                redis.cache().put(i, i, Duration.ofMinutes(i == 7 ? 50 : 10));
            }
            NamedCache<String, String> users = redis.cache("a:b", String.class);
            users.put("old", "1");
            users.put("old:2", "1");
            users.clear();
            users.put("new:1", "1");
            server.command("SET", "a-cache:of-another-program", "1");
            server.command("SET", "dkredis:cache:of-another-program", "1");
            server.command("SET", "dkredis:cache-fill:{obj-cache:1}", "t:12345");
            CompletableFuture<String> loading = CompletableFuture.supplyAsync(() -> users.get("slow", key -> {
                await(mayEnd);
                return "x";
            }));
            Await.until(() -> ((List<?>) server.command("KEYS", "dkredis:cache-fill:*")).size() == 2, SOON);

            Result result = shell.run("cache", "stats");
            mayEnd.countDown();
            loading.get(30, TimeUnit.SECONDS);

            assertThat(result.err()).isEmpty();
            assertThat(result.out().lines()).hasSize(2);
            assertThat(result.out().lines().toList().get(0))
                    .matches("\\{\"kind\":\"object cache\",\"entries\":1200,\"bytes\":\\d{5,6},"
                            + "\"leftMillisMin\":5\\d{5},\"leftMillisMax\":29\\d{5},"
                            + "\"withoutTtl\":0,\"fillsUnderWay\":0,\"tombstones\":1}");
            String generation = String.valueOf(server.command("GET", "dkredis:cache-generation:a:b"));
            assertThat(result.out().lines().toList().get(1))
                    .matches("\\{\"kind\":\"named cache\",\"name\":\"a:b\",\"generation\":\"" + generation
                            + "\",\"since\":\"20\\S+Z\",\"entries\":1,\"bytes\":\\d{2,3},\"leftMillisMin\":1[67]\\d{5},"
                            + "\"leftMillisMax\":1[67]\\d{5},\"withoutTtl\":0,\"fillsUnderWay\":1,\"tombstones\":0,"
                            + "\"entriesCleared\":2}");
        }
    }

    /** A former defect: one key that no client had made failed the command. */
    @Test
    void stats_malformedKeys_countTheOthers(RedisServer server) {
        try (DkRedis redis = DkRedis.connect(server.uri().toString())) {
            redis.cache("users", String.class).put("a", "1");
        }
        String entry = String.valueOf(((List<?>) server.command("KEYS", "dkredis:cache:users:*")).get(0));
        server.command("SET", "dkredis:cache-fill:{" + entry + "}", "b:2:1000"); // a pause, not a fill
        server.command("SET", "dkredis:cache-generation:text", "no digits");
        server.command("SET", "dkredis:cache-generation:far", "9".repeat(25));
        server.command("SET", "dkredis:cache-generation:empty", "");
        server.command("SET", "dkredis:cache-generation:", "1");
        server.commandBinary("SET".getBytes(US_ASCII), bytes("dkredis:cache-generation:", 0xff), bytes("", 0xc3));
        server.command("RPUSH", "dkredis:cache-generation:list", "1");
        server.command("RPUSH", "dkredis:cache-fill:{obj-cache:1}", "1");
        server.command("SET", "dkredis:cache-fill:{", "f:1");
        server.command("SET", "dkredis:cache-fill:{obj-cache:1", "f:1");
        server.command("SET", "dkredis:cache:users:12:a", "1");

        Result result = shell.run("cache", "stats");

        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        assertThat(result.out())
                .containsOnlyOnce("\"name\":\"users\"")
                .contains("\"name\":\"text\",\"generation\":\"no digits\",\"since\":null,\"entries\":0")
                .contains("\"name\":\"far\"")
                .doesNotContain("\"name\":\"list\"", "object cache");
        assertThat(result.out().lines().filter(line -> line.contains("\"users\"")))
                .allSatisfy(line -> assertThat(line).contains("\"entries\":1", "\"fillsUnderWay\":0"));
    }

    private static byte[] bytes(String text, int last) {
        byte[] bytes = Arrays.copyOf(text.getBytes(US_ASCII), text.length() + 1);
        bytes[text.length()] = (byte) last;
        return bytes;
    }

    @Test
    void stats_neverSendsKeys(RedisServer server) {
        shell.run("cache", "put", "1", "1");
        server.command("CONFIG", "RESETSTAT");

        shell.run("cache", "stats");

        assertThat(String.valueOf(server.command("INFO", "commandstats")))
                .contains("cmdstat_scan:")
                .doesNotContain("cmdstat_keys:");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "get user:1 | the key is not valid JSON; quote strings: '\"user:1\"'",
                "get | Missing required parameter",
                "get null | null is not a valid key",
                "get [1, | the key is not valid JSON",
                "get 1 --cache users | a key of a named cache is a string",
                "get \"\" --cache users | is empty",
                "get \"a\" --cache= | is empty",
                "get 1 --raw --codec json | leave out --codec",
                "put 1 hello | the value is not valid JSON; quote strings: '\"hello\"'",
                "put 1 | Missing required parameter",
                "put 1 1 --ttl 0s | not between",
                "put 1 1 --codec json | --cache NAME",
                "put \"a\" 1 --cache users --codec string | JSON string",
                "remove | Missing required parameter",
                "remove \"a\" b | '\"b\"'",
                "clear | Missing required parameter",
                "stats x | Unmatched argument",
                "nonesuch | unknown command 'cache nonesuch'",
                "`` | Missing required subcommand",
            })
    void wrongUsage_anyCommand_isReportedBeforeConnecting(String line, String said) {
        String words = "cache" + (line.isEmpty() ? "" : " " + line);

        Result result = Shell.unreachable().run(words.split(" "));

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("dkredis: ").contains(said).doesNotContain("Exception", "\tat ", "\0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"get 1", "put 1 1", "remove 1", "stats", "clear a", "get \"a\" --cache b"})
    void unreachableServer_anyCommand_isUnavailable(String line) {
        Result result = Shell.unreachable().run(("cache " + line).split(" "));

        assertThat(result.code()).isEqualTo(3);
        assertThat(result.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"get", "put", "remove", "stats", "clear"})
    void help_everyCommand_namesItsExitCodes(String command) {
        Result result = Shell.unreachable().run("cache", command, "--help");

        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("Usage: dkredis cache " + command, "Exit codes:", "--uri", "--help");
        assertThat(Shell.unreachable().run("cache", "--help").out()).contains("  " + command);
        assertThat(Shell.unreachable().run("--help").out()).contains("  cache");
    }

    @Test
    void namedCache_withTypedKeys_isReadAndChanged(RedisServer server) {
        try (DkRedis redis = DkRedis.connect(server.uri().toString())) {
            NamedCache<Long, String> cache = redis.cache("numbers", Long.class, String.class);
            cache.put(7L, "seven");
            String[] options = {"--cache", "numbers", "--key-type", "long"};
            assertThat(shell.run("cache", "get", options[0], options[1], options[2], options[3], "7")
                            .out())
                    .isEqualTo("\"seven\"\n");
            shell.run("cache", "put", options[0], options[1], options[2], options[3], "8", "\"eight\"");
            assertThat(cache.get(8L)).contains("eight");
            assertThat(shell.run("cache", "get", "--cache", "numbers", "\"7\"").code())
                    .isEqualTo(1);
            assertThat(shell.run("cache", "remove", options[0], options[1], options[2], options[3], "7", "9")
                            .out())
                    .isEqualTo("1\n");
            assertThat(cache.find(7L).isHit()).isFalse();
            Result refused = shell.run("cache", "get", options[0], options[1], options[2], options[3], "\"7\"");
            assertThat(refused.code()).isEqualTo(2);
            assertThat(refused.err()).contains("integer");
            assertThat(shell.run("cache", "get", "--key-type", "long", "7").code())
                    .isEqualTo(2);
        }
    }
}
