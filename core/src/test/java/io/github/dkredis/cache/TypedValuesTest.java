package io.github.dkredis.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.github.dkredis.DkRedis;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.codec.TypeRef;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Values of caches keep their types, whatever the codec: former defects made such caches load each time, or fail. */
@RedisTest(servers = RedisTest.Servers.FIRST)
class TypedValuesTest {

    private static final List<Codec> CODECS = List.of(Codec.pickle(), Codec.json());

    private DkRedis redis;

    @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME)
    sealed interface Shape permits Circle, Square {}

    record Circle(double radius) implements Shape {}

    record Square(int side) implements Shape {}

    record Page<T>(int number, List<T> elements) {}

    record OldUser(String name) {}

    record User(String name, int age, String mail) {}

    record Stamped(Instant at) {}

    @BeforeEach
    void connect(RedisServer server) {
        redis = DkRedis.connect(server.uri().toString());
    }

    @AfterEach
    void close() {
        redis.close();
    }

    private static CacheOptions with(Codec codec) {
        return CacheOptions.defaults().codec(codec);
    }

    @Test
    void get_sealedTypesInsideAGenericClass_loadsOnce() {
        Page<Shape> page = new Page<>(1, List.of(new Circle(2.5), new Square(3)));
        for (Codec codec : CODECS) {
            NamedCache<String, Page<Shape>> pages =
                    redis.cache("pages" + CODECS.indexOf(codec), new TypeRef<>() {}, with(codec));
            AtomicInteger loads = new AtomicInteger();
            for (int i = 0; i < 5; i++) {
                assertThat(pages.get("first", key -> {
                            loads.incrementAndGet();
                            return page;
                        }))
                        .as("%s", codec)
                        .isEqualTo(page);
            }
            assertThat(loads).as("%s", codec).hasValue(1);
            assertThat(pages.stats().undecodable()).isZero();
        }
    }

    @Test
    void get_entryOfAnOlderVersionOfTheClass_isLoadedAgain(RedisServer server) {
        for (Codec codec : CODECS) {
            String name = "users" + CODECS.indexOf(codec);
            try (DkRedis older = DkRedis.connect(server.uri().toString())) {
                older.cache(name, OldUser.class, with(codec)).put("ada", new OldUser("Ada"));
            }
            NamedCache<String, User> users = redis.cache(name, User.class, with(codec));
            AtomicInteger loads = new AtomicInteger();
            for (int i = 0; i < 3; i++) {
                assertThat(users.get("ada", key -> {
                            loads.incrementAndGet();
                            return new User("Ada", 36, "ada@example.org");
                        }))
                        .as("%s", codec)
                        .isEqualTo(new User("Ada", 36, "ada@example.org"));
            }
            assertThat(loads).as("%s", codec).hasValue(1);
            assertThat(users.stats().undecodable()).isPositive();
        }
    }

    @Test
    void get_currentTime_isStoredInMicroseconds() {
        Instant now = Instant.parse("2026-11-24T10:00:00.123456789Z");
        NamedCache<String, Stamped> times = redis.cache("times", Stamped.class);

        times.get("now", key -> new Stamped(now));

        assertThat(times.get("now")).contains(new Stamped(now.truncatedTo(ChronoUnit.MICROS)));
    }
}
