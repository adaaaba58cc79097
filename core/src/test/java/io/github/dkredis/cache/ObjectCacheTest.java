package io.github.dkredis.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.CodecException;
import io.github.dkredis.DkRedis;
import io.github.dkredis.codec.TypeRef;
import io.github.dkredis.pickle.PyTuple;
import io.github.dkredis.support.ContractClient;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.OneServerOnly;
import io.github.dkredis.testkit.PythonProcess;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import io.github.dkredis.testkit.Topology;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Python's object cache from Java, and from Python at the same time. */
@RedisTest(
        topologies = {Topology.SINGLE, Topology.SENTINEL, Topology.CLUSTER},
        leftovers = {Leftover.THREADS, Leftover.CONNECTIONS, Leftover.KEYS_WITHOUT_TTL})
@Timeout(30)
class ObjectCacheTest {

    /** Does what Python's {@code dkredis.rediscache} does, on a plain socket, after the prefix of the test class. */
    private static final String PYTHON = """
            import hashlib, pickle, socket, sys
            s = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
            f = s.makefile('rb')
            def call(*args):
                args = [a if isinstance(a, bytes) else str(a).encode() for a in args]
                s.sendall(b'*%d\\r\\n' % len(args) + b''.join(b'$%d\\r\\n%s\\r\\n' % (len(a), a) for a in args))
                line = f.readline()[:-2]
                if line[:1] == b'$':
                    n = int(line[1:])
                    return None if n < 0 else f.read(n + 2)[:-2]
                assert line[:1] in b'+:', line
                return line[1:]
            def name(key):
                return sys.argv[2] + 'obj-cache:' + hashlib.md5(pickle.dumps(key, protocol=1)).hexdigest()
            def put(key, value, seconds=1800):
                call('DEL', name(key))
                call('SETEX', name(key), seconds, pickle.dumps(value, protocol=1))
            def get(key):
                return pickle.loads(call('GET', name(key)))
            """;

    record User(String username, int age) {}

    private RedisServer server;
    private DkRedis redis;
    private ObjectCache<Object> cache;

    @BeforeEach
    void connect(RedisServer server) {
        this.server = server;
        redis = ContractClient.connect(server);
        cache = redis.cache();
    }

    @AfterEach
    void close() {
        redis.close();
    }

    private String python(String script) {
        Assumptions.assumeTrue(PythonProcess.find().isPresent());
        return PythonProcess.find()
                .get()
                .run(Duration.ofSeconds(20), PYTHON + script, String.valueOf(server.port()), server.keyPrefix());
    }

    @OneServerOnly
    @Test
    void put_readByPython_underTheSameKeys() {
        cache.put("ada", Map.of("age", 36));
        cache.put(42, List.of(1, 2.5, "x"));
        cache.put(PyTuple.of("user", 7), null);
        cache.as(User.class).put("u", new User("ada", 36));
        assertThat(python("print(get('ada'), get(42), get(('user', 7)), get('u'))"))
                .isEqualTo("{'age': 36} [1, 2.5, 'x'] None {'username': 'ada', 'age': 36}\n");
    }

    @OneServerOnly
    @Test
    void get_writtenByPython_underTheSameKeys() {
        python("""
                put('ada', {'username': 'ada', 'age': 36})
                put(('user', 7), None)
                put(42, [1, 2.5, 'x'], 60)
                """);
        assertThat(cache.get("ada")).contains(Map.of("username", "ada", "age", 36));
        assertThat(cache.as(User.class).get("ada")).contains(new User("ada", 36));
        assertThat(cache.find(PyTuple.of("user", 7)).isNull()).isTrue();
        assertThat(cache.as(new TypeRef<List<Object>>() {}).get(42)).contains(List.of(1, 2.5, "x"));
        assertThat(cache.getAll(List.of("ada", "nobody", 42))).containsOnlyKeys("ada", 42);
        assertThat(cache.getOrDefault("nobody", "x")).isEqualTo("x");
    }

    @OneServerOnly
    @Test
    void get_pythonsDecoratorAndJavasFunction_shareResults() {
        AtomicInteger calls = new AtomicInteger();
        var privileges =
                redis.cached("user_privileges_{0.username}", Duration.ofHours(1), Object.class, (User user) -> {
                    calls.incrementAndGet();
                    return List.of("read");
                });
        assertThat(privileges.apply(new User("ada", 36))).isEqualTo(List.of("read"));
        assertThat(privileges.apply(new User("ada", 37))).isEqualTo(List.of("read"));
        assertThat(calls).hasValue(1);
        assertThat(python("print(get('user_privileges_ada')); put('user_privileges_eve', ['all'])"))
                .isEqualTo("['read']\n");
        assertThat(privileges.apply(new User("eve", 1))).isEqualTo(List.of("all"));
        assertThat(calls).hasValue(1);
    }

    @Test
    void get_pythonPutsWhileJavaLoads_pythonsEntryStays() {
        Object mine = cache.get("k", key -> {
            python("put('k', 'python')");
            return "java";
        });
        assertThat(mine).isEqualTo("java");
        assertThat(cache.get("k")).contains("python");
        Await.until(() -> cache.stats().voidedFills() == 1, Duration.ofSeconds(30));
    }

    @OneServerOnly
    @Test
    void remove_keyWithTwoNames_removesBoth() {
        python("""
                part = ''.join(['us', 'er'])
                put(('user', 42, part), 'computed')
                put(('user', 42, 'user'), 'literal')
                """);
        PyTuple key = PyTuple.of("user", 42, "user");
        assertThat((List<?>) server.command("KEYS", "obj-cache:*")).hasSize(2);
        assertThat(cache.remove(key)).isTrue();
        assertThat((List<?>) server.command("KEYS", "obj-cache:*")).isEmpty();
        cache.put(key, "java");
        assertThat((List<?>) server.command("KEYS", "obj-cache:*")).hasSize(1);
        assertThat(cache.remove("nothing")).isFalse();
    }

    @Test
    void put_defaultTtl_isPythonsHalfHour() {
        cache.put("a", 1);
        cache.withTtl(Duration.ofSeconds(100)).put("b", 1);
        cache.put("c", 1, Duration.ofSeconds(200));
        List<Long> ttls = ((List<?>) server.command("KEYS", "obj-cache:*"))
                .stream()
                        .map(key -> (Long) server.command("TTL", String.valueOf(key)))
                        .sorted()
                        .toList();
        assertThat(ttls.get(0)).isBetween(80L, 100L);
        assertThat(ttls.get(1)).isBetween(180L, 200L);
        assertThat(ttls.get(2)).isBetween(1_780L, 1_800L);
    }

    @Test
    void get_sameKeyWithOtherType_isOneLoadAndEachValueHasItsType() throws Exception {
        AtomicInteger loads = new AtomicInteger();
        CacheLoader<Object, Object> slow = key -> {
            loads.incrementAndGet();
            Thread.sleep(200);
            return new User("ada", 36);
        };
        CompletableFuture<Object> untyped = Background.run(() -> cache.get("k", slow));
        CompletableFuture<Object> typed =
                Background.run(() -> cache.as(User.class).get("k", key -> {
                    loads.incrementAndGet();
                    Thread.sleep(200);
                    return new User("ada", 36);
                }));
        assertThat(typed.get(9, TimeUnit.SECONDS)).isEqualTo(new User("ada", 36));
        untyped.get(9, TimeUnit.SECONDS);
        assertThat(loads).hasValue(1);
    }

    @Test
    void async_everyMethod_answersAsTheBlockingOne() throws Exception {
        AsyncCache<Object, Object> async = cache.async();
        async.put("a", 1).toCompletableFuture().get(9, TimeUnit.SECONDS);
        assertThat(async.get("a").toCompletableFuture().get(9, TimeUnit.SECONDS))
                .contains(1);
        assertThat(async.get("b", key -> CompletableFuture.completedFuture(2))
                        .toCompletableFuture()
                        .get(9, TimeUnit.SECONDS))
                .isEqualTo(2);
        assertThat(async.remove("a").toCompletableFuture().get(9, TimeUnit.SECONDS))
                .isTrue();
    }

    @Test
    void misuse_isRefused() {
        assertThatThrownBy(() -> cache.get(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> cache.put(new Object(), 1)).isInstanceOf(CodecException.class);
        assertThatThrownBy(() -> cache.put("a", 1, Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(cache.getAll(List.of())).isEmpty();
    }
}
