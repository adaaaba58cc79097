package sample.prices;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.DkRedis;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.RedisServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** Two instances of the application share a Redis, and are called over HTTP. */
class PricesApplicationTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static RedisServer server;
    private static ConfigurableApplicationContext one;
    private static ConfigurableApplicationContext other;

    @BeforeAll
    static void start() {
        server = RedisServer.start();
        one = instance();
        other = instance();
    }

    @AfterAll
    static void stop() {
        one.close();
        other.close();
        server.close();
    }

    private static ConfigurableApplicationContext instance() {
        return new SpringApplication(PricesApplication.class)
                .run(
                        "--server.port=0",
                        "--spring.data.redis.url=" + server.uri(),
                        "--dkredis.timeout=30s", // the machine may be slow
                        "--spring.main.banner-mode=off",
                        "--logging.level.root=warn");
    }

    private static HttpResponse<String> call(ConfigurableApplicationContext instance, String method, String path)
            throws IOException, InterruptedException {
        URI uri = URI.create("http://localhost:"
                + instance.getEnvironment().getProperty("local.server.port") + path);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return HTTP.send(request, BodyHandlers.ofString());
    }

    private static int supplierCalls() {
        return one.getBean(Supplier.class).calls() + other.getBean(Supplier.class).calls();
    }

    @Test
    void price_manyCallersOfBothInstances_isAskedOfTheSupplierOnce() throws Exception {
        int before = supplierCalls();
        List<CompletableFuture<String>> answers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            ConfigurableApplicationContext instance = i % 2 == 0 ? one : other;
            answers.add(CompletableFuture.supplyAsync(() -> {
                try {
                    return call(instance, "GET", "/prices/lamp").body();
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }));
        }
        for (CompletableFuture<String> answer : answers) {
            assertThat(answer.join()).contains("\"article\":\"lamp\"", "9.95", "EUR");
        }
        assertThat(supplierCalls() - before).isEqualTo(1);

        call(other, "DELETE", "/prices/lamp");
        // the near cache of the other instance is told of it by a message
        Await.until(
                () -> {
                    try {
                        call(one, "GET", "/prices/lamp");
                    } catch (IOException | InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return supplierCalls() - before == 2;
                },
                Duration.ofMinutes(1));
    }

    @Test
    void orders_ofBothInstances_sellTheStockOnceAndAreLimited() throws Exception {
        List<Integer> answers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            answers.add(call(i % 2 == 0 ? one : other, "POST", "/orders/chair").statusCode());
        }
        assertThat(answers).containsExactly(200, 200, 200, 409, 409, 429);
    }

    @Test
    void report_ofBothInstances_isWrittenOnce() {
        DkRedis redis = one.getBean(DkRedis.class);
        Await.until(() -> "1".equals(server.command("GET", "prices:reports")), Duration.ofMinutes(1));
        assertThat(redis.locks().get("shedlock:report")).isPresent(); // for 50 minutes
    }

    @Test
    void health_andMetrics_showTheClient() throws Exception {
        HttpResponse<String> health = call(one, "GET", "/actuator/health");
        assertThat(health.statusCode()).isEqualTo(200); // every part is up
        assertThat(health.body()).contains("\"dkredis\":{", "DkRedis[127.0.0.1:" + server.port());
        assertThat(call(one, "GET", "/actuator/metrics").body())
                .contains("dkredis.commands", "dkredis.lock.wait", "dkredis.limit.decisions");
    }

    // ---- the dashboard of the documentation

    /** What Prometheus collects from an instance that has used its cache, its limit, its lock and its job. */
    private static ExposedMetrics exposedAfterUse() throws Exception {
        call(one, "GET", "/prices/table");
        call(one, "DELETE", "/prices/table");
        assertThat(call(one, "POST", "/orders/table").statusCode()).isIn(200, 409, 429); // for each test of this class
        HttpResponse<String> scraped = call(one, "GET", "/actuator/prometheus");
        assertThat(scraped.statusCode()).isEqualTo(200);
        return ExposedMetrics.of(scraped.body());
    }

    /** Planted once: a query for {@code dkredis_commands_total}. The name is {@code dkredis_commands_seconds_count}. */
    @Test
    void dashboard_queriesNameWhatTheApplicationExposes() throws Exception {
        Dashboard dashboard = Dashboard.read();

        assertThat(dashboard.queries()).isNotEmpty();
        assertThat(dashboard.mistakes(exposedAfterUse())).isEmpty();
    }

    @Test
    void dashboard_everyMeterThatTheApplicationExposes_isOnIt() throws Exception {
        Set<String> queried = new TreeSet<>();
        for (Dashboard.Query query : Dashboard.read().queries()) {
            query.names().forEach(name -> queried.add(ExposedMetrics.meter(name)));
        }
        Set<String> exposed = new TreeSet<>();
        exposedAfterUse().names().forEach(name -> exposed.add(ExposedMetrics.meter(name)));

        assertThat(queried).isEqualTo(exposed);
    }

    @Test
    void dashboard_itsPanels_haveNumbersAndPlacesOfTheirOwn() throws Exception {
        Set<Integer> numbers = new TreeSet<>();
        Set<String> places = new TreeSet<>();
        List<JsonNode> panels = Dashboard.read().panels();
        for (JsonNode panel : panels) {
            numbers.add(panel.get("id").asInt());
            JsonNode place = panel.get("gridPos");
            places.add(place.get("x") + "/" + place.get("y"));
        }

        assertThat(numbers).hasSize(panels.size());
        assertThat(places).hasSize(panels.size());
    }
}
