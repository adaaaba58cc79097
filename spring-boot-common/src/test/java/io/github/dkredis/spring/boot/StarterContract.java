package io.github.dkredis.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.dkredis.DkRedis;
import io.github.dkredis.DkRedisBuilder;
import io.github.dkredis.DkRedisEvent;
import io.github.dkredis.DkRedisListener;
import io.github.dkredis.DkRedisMetrics;
import io.github.dkredis.micrometer.MicrometerMetrics;
import io.github.dkredis.shedlock.DkRedisLockProvider;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.RedisServer;
import io.lettuce.core.resource.ClientResources;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.core.SimpleLock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;

/** What an application gets from a starter, with all that Spring Boot configures by itself. */
public abstract class StarterContract {

    private static final Duration SOON = Duration.ofSeconds(20);

    private static RedisServer server;

    @BeforeAll
    static void start() {
        server = RedisServer.builder().password("hunter2").tls().start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** {@return a configuration with a bean of connection details, as a test container has, for {@link #detailsOf}} */
    protected abstract Class<?> ownDetails();

    /** {@return the status and the details of the health of a client} */
    protected abstract String health(ApplicationContext context);

    /** The server that {@link #ownDetails} names. */
    protected static RedisServer detailsOf() {
        return server;
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    private static ApplicationContextRunner runner() {
        return Runners.of(Application.class);
    }

    private static ApplicationContextRunner connected() {
        return runner().withPropertyValues(
                        "spring.data.redis.port=" + server.port(), "spring.data.redis.password=hunter2");
    }

    private static DkRedis redis(ApplicationContext context) {
        return context.getBean(DkRedis.class);
    }

    private static void assertIsUsable(AssertableApplicationContext context) {
        assertThat(context).hasNotFailed().hasSingleBean(DkRedis.class);
        redis(context).values().set("k", "v");
        assertThat(redis(context).values().get("k", String.class)).contains("v");
    }

    // ---- the client

    @Test
    void client_hostAndPassword_isConnectedAndClosedWithTheContext() {
        AtomicReference<DkRedis> used = new AtomicReference<>();
        connected()
                .withPropertyValues(
                        "dkredis.client-name=orders",
                        "dkredis.key-prefix=app:",
                        "dkredis.timeout=30s",
                        "dkredis.connect-timeout=20s",
                        "dkredis.max-in-flight=100")
                .run(context -> {
                    assertIsUsable(context);
                    used.set(redis(context));
                    assertThat(redis(context).keyPrefix()).isEqualTo("app:");
                    assertThat(server.command("EXISTS", "app:k")).isEqualTo(1L);
                    assertThat(server.clients()).anyMatch(line -> line.contains("name=orders"));
                    assertThat(context.getBean(DkRedisBuilder.class))
                            .asString()
                            .contains(
                                    "timeout=PT30S", "connectTimeout=PT20S", "closeTimeout=PT0.5S", "maxInFlight=100");
                });
        assertThatIllegalStateException().isThrownBy(used.get()::ping);
        Await.until(() -> server.clients().stream().noneMatch(line -> line.contains("name=orders")), SOON);
    }

    @Test
    void client_url_isConnected() {
        runner().withPropertyValues("spring.data.redis.url=redis://default:hunter2@127.0.0.1:" + server.port() + "/3")
                .run(context -> {
                    assertIsUsable(context);
                    assertThat(server.clients()).anyMatch(line -> line.contains("db=3"));
                });
    }

    @Test
    void client_sslBundle_isConnectedByTls() {
        runner().withPropertyValues(
                        "spring.data.redis.port=" + server.tlsUri().getPort(),
                        "spring.data.redis.password=hunter2",
                        "spring.data.redis.ssl.bundle=redis",
                        "spring.ssl.bundle.pem.redis.truststore.certificate=file:" + server.tlsCertificate())
                .run(StarterContract::assertIsUsable);
    }

    @Test
    void client_sslWithACertificateThatIsNotTrusted_failsWithAdvice() {
        runner().withPropertyValues("spring.data.redis.url=" + server.tlsUri()).run(context -> {
            FailureAnalysis analysis = StartFailures.analysis(context);
            assertThat(analysis.getAction()).contains("spring.data.redis.ssl.bundle");
        });
    }

    @Test
    void client_ownConnectionDetails_areUsed() {
        runner().withUserConfiguration(ownDetails()).run(StarterContract::assertIsUsable);
    }

    @Test
    void client_ofTheApplication_isTheOnlyOne() {
        connected()
                .withBean(
                        "own", DkRedis.class, () -> DkRedis.connect(server.uri().toString()))
                .run(context -> {
                    assertThat(context).hasSingleBean(DkRedis.class).hasBean("own");
                    assertThat(health(context)).startsWith("UP");
                });
    }

    /** The resources of Lettuce are a bean of Spring Boot's, which Spring Data Redis uses. */
    @Test
    void client_besideTheLettuceOfTheApplication_sharesNothingWithIt() {
        connected().run(context -> {
            ClientResources ofTheApplication = context.getBean(ClientResources.class);
            DkRedis second = context.getBean(DkRedisBuilder.class).connect();
            second.close();
            assertThat(ofTheApplication.eventExecutorGroup().isShuttingDown()).isFalse();

            ofTheApplication.shutdown(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();
            assertIsUsable(context);
        });
    }

    @Test
    void builder_customizersAndListeners_haveTheirSay() {
        Queue<DkRedisEvent> events = new ConcurrentLinkedQueue<>();
        connected()
                .withPropertyValues("dkredis.client-name=before")
                .withBean(DkRedisListener.class, () -> events::add)
                .withBean(
                        DkRedisBuilderCustomizer.class,
                        () -> builder -> builder.clientName("customized").keyPrefix("c:"))
                .run(context -> {
                    assertIsUsable(context);
                    assertThat(redis(context).keyPrefix()).isEqualTo("c:");
                    assertThat(server.clients()).anyMatch(line -> line.contains("name=customized"));
                    Await.until(() -> events.stream().anyMatch(DkRedisEvent.Connected.class::isInstance), SOON);
                });
    }

    // ---- addresses; nothing listens on port 1, and the application starts all the same

    @Test
    void address_sentinels_hasTheirCredentialsToo() {
        runner().withPropertyValues(
                        "spring.data.redis.sentinel.master=main",
                        "spring.data.redis.sentinel.nodes=127.0.0.1:1,127.0.0.2:1",
                        "spring.data.redis.sentinel.username=watcher",
                        "spring.data.redis.sentinel.password=sent1nel",
                        "spring.data.redis.username=alice",
                        "spring.data.redis.password=hunter2",
                        "spring.data.redis.database=2")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(RedisAddress.class))
                            .isEqualTo(new RedisAddress(
                                    RedisAddress.Kind.SENTINELS,
                                    List.of(
                                            new RedisAddress.Node("127.0.0.1", 1),
                                            new RedisAddress.Node("127.0.0.2", 1)),
                                    2,
                                    "main",
                                    new RedisAddress.Credentials("alice", "hunter2"),
                                    new RedisAddress.Credentials("watcher", "sent1nel"),
                                    null))
                            .asString()
                            .doesNotContain("hunter2")
                            .doesNotContain("sent1nel");
                    assertThat(redis(context)).hasToString("DkRedis[Sentinel 127.0.0.1:1 primary main, 0 in flight]");
                });
    }

    @Test
    void address_cluster_hasAllNodes() {
        runner().withPropertyValues(
                        "spring.data.redis.cluster.nodes=127.0.0.1:1,[::1]:1", "spring.data.redis.password=hu:n@ter 2")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(RedisAddress.class).kind()).isEqualTo(RedisAddress.Kind.CLUSTER);
                    assertThat(context.getBean(RedisAddress.class).nodes()).hasSize(2);
                    assertThat(health(context)).startsWith("DOWN").contains("nothing listens there");
                });
    }

    // ---- trouble at the start

    @Test
    void start_noServer_isDownAndUpOnceThereIsOne() {
        try (RedisServer late = RedisServer.start()) {
            late.stop();
            runner().withPropertyValues("spring.data.redis.port=" + late.port()).run(context -> {
                assertThat(context).hasNotFailed();
                assertThat(health(context)).startsWith("DOWN").contains("nothing listens there");
                assertThat(redis(context).cache("c", String.class).get("k", key -> "loaded"))
                        .isEqualTo("loaded");
                late.restart();
                Await.until(() -> health(context).startsWith("UP"), SOON);
                assertIsUsable(context);
            });
        }
    }

    @Test
    void start_noServerAndOneRequired_failsWithAdvice() {
        try (RedisServer late = RedisServer.start()) {
            late.stop();
            runner().withPropertyValues("spring.data.redis.port=" + late.port(), "dkredis.start-without-server=false")
                    .run(context -> assertThat(StartFailures.analysis(context).getAction())
                            .contains("dkredis.start-without-server=true"));
        }
    }

    @Test
    void start_wrongPassword_failsWithAdvice() {
        connected().withPropertyValues("spring.data.redis.password=wr0ng").run(context -> {
            FailureAnalysis analysis = StartFailures.analysis(context);
            assertThat(analysis.getDescription())
                    .contains("refused the user name or password")
                    .doesNotContain("wr0ng");
            assertThat(analysis.getAction()).contains("spring.data.redis.password");
        });
    }

    /** As with the annotations that Spring Boot 3.5 manages. */
    @Test
    void start_annotationsOfJacksonAreTooOld_failsWithAdvice() {
        connected()
                .withClassLoader(new FilteredClassLoader(
                        (String name) -> name.equals("com.fasterxml.jackson.annotation.JsonSerializeAs")))
                .run(context -> {
                    FailureAnalysis analysis = StartFailures.analysis(context);
                    assertThat(analysis.getDescription())
                            .contains("jackson-annotations 2.21 or newer", "an older one: ", ".jar!");
                    assertThat(analysis.getAction())
                            .contains("Add com.fasterxml.jackson.core:jackson-annotations with the version 2.21");
                });
    }

    @Test
    void property_withATypo_isNamed() {
        connected()
                .withPropertyValues("dkredis.key-prefx=app:")
                .run(context -> assertThat(StartFailures.analysis(context).getDescription())
                        .contains("dkredis.key-prefx", "app:"));
    }

    // ---- what comes with other artifacts

    @Test
    void health_serverGoesAwayAndComesBack_isDownAndUpAgain() {
        try (RedisServer own = RedisServer.start()) {
            runner().withPropertyValues("spring.data.redis.port=" + own.port(), "dkredis.timeout=200ms")
                    .run(context -> {
                        Await.until(
                                () -> { // the limit is short for a busy machine
                                    String health = health(context);
                                    return health.startsWith("UP") && health.contains(":" + own.port());
                                },
                                SOON);
                        own.stop();
                        Await.until(() -> health(context).startsWith("DOWN"), SOON);
                        own.restart();
                        Await.until(() -> health(context).startsWith("UP"), SOON);
                    });
        }
    }

    @Test
    void health_switchedOff_isMissing() {
        connected()
                .withPropertyValues("management.health.dkredis.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("dkredisHealthIndicator"));
    }

    @Test
    void metrics_oneRegistry_hasTheMeters() {
        connected().withBean(SimpleMeterRegistry.class).run(context -> {
            assertIsUsable(context);
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            assertThat(registry.get("dkredis.commands")
                            .tag("operation", "set")
                            .timer()
                            .count())
                    .isEqualTo(1);
            assertThat(registry.get("dkredis.clients.connected").gauge().value())
                    .isEqualTo(1);
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void observations_areMadeIfTheyAreWanted(boolean wanted) {
        Queue<String> observed = new ConcurrentLinkedQueue<>();
        connected()
                .withPropertyValues(wanted ? "dkredis.observations=true" : "dkredis.timeout=5s")
                .withBean(SimpleMeterRegistry.class)
                .withBean(ObservationRegistry.class, () -> {
                    ObservationRegistry registry = ObservationRegistry.create();
                    registry.observationConfig().observationHandler(new ObservationHandler<>() {
                        @Override
                        public void onStart(Observation.Context context) {
                            observed.add(context.getName());
                        }

                        @Override
                        public boolean supportsContext(Observation.Context context) {
                            return true;
                        }
                    });
                    return registry;
                })
                .run(context -> {
                    redis(context).cache("observed", String.class).get("k" + wanted, key -> "v");
                    assertThat(observed.stream().anyMatch(name -> name.startsWith("dkredis")))
                            .isEqualTo(wanted);
                });
    }

    @Test
    void metrics_ofTheApplication_areTheOnlyOnes() {
        connected()
                .withBean(SimpleMeterRegistry.class)
                .withBean("own", DkRedisMetrics.class, () -> new DkRedisMetrics() {})
                .run(context ->
                        assertThat(context).hasSingleBean(DkRedisMetrics.class).hasBean("own"));
    }

    @Test
    void lockProvider_ofShedLock_isTheMutex() {
        connected().withPropertyValues("dkredis.shedlock.prefix=jobs:").run(context -> {
            LockProvider provider = context.getBean(LockProvider.class);
            Optional<SimpleLock> lock = provider.lock(
                    new LockConfiguration(Instant.now(), "report", Duration.ofSeconds(10), Duration.ZERO));
            assertThat(lock).isPresent();
            assertThat(redis(context).locks().get("jobs:report")).isPresent();
            lock.get().unlock();
        });
    }

    @Test
    void lockProvider_ofTheApplication_isTheOnlyOne() {
        connected()
                .withBean("own", LockProvider.class, () -> configuration -> Optional.empty())
                .run(context ->
                        assertThat(context).hasSingleBean(LockProvider.class).hasBean("own"));
    }

    @Test
    void context_withoutTheOptionalArtifacts_hasTheClientOnly() {
        connected()
                .withClassLoader(new FilteredClassLoader(MicrometerMetrics.class, DkRedisLockProvider.class))
                .run(context -> {
                    assertIsUsable(context);
                    assertThat(context).doesNotHaveBean(DkRedisMetrics.class).doesNotHaveBean(LockProvider.class);
                });
    }

    @Test
    void metadata_ofTheProperties_isThere() throws Exception {
        try (var in = DkRedisProperties.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            assertThat(in).isNotNull();
        }
        var all = DkRedisProperties.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json");
        StringBuilder text = new StringBuilder();
        while (all.hasMoreElements()) {
            try (var in = all.nextElement().openStream()) {
                text.append(new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
            }
        }
        assertThat(text).contains("\"dkredis.key-prefix\"", "What every key and channel begins with");
    }
}
