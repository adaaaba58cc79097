package io.github.dkredis.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.DkRedis;
import io.github.dkredis.cache.CacheOptions;
import io.github.dkredis.limit.Rate;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The queries of {@code docs/grafana-dashboard.json}, against what a registry for Prometheus exposes. */
@RedisTest(
        servers = RedisTest.Servers.FIRST,
        leftovers = {Leftover.THREADS, Leftover.CONNECTIONS})
class DashboardTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern SAMPLE = Pattern.compile("(?m)^((?:dkredis|cache)_\\w+)(?:\\{(.*)})? \\S+$");
    private static final Pattern LABEL = Pattern.compile("(\\w+)(!?=~?)\"([^\"]*)\"");
    private static final Pattern SELECTOR = Pattern.compile("(\\w+)\\{([^}]*)}");
    private static final Pattern GROUPING = Pattern.compile("by \\(([^)]*)\\)");
    private static final Pattern LEGEND_LABEL = Pattern.compile("\\{\\{(\\w+)}}");

    /** Prometheus adds this label when it collects. */
    private static final String JOB = "job";

    /** The labels of each exposed name, with their values. */
    private final Map<String, Map<String, Set<String>>> exposed = new TreeMap<>();

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    private void useEveryFeature(RedisServer server) {
        try (DkRedis redis = DkRedis.builder()
                .uri(server.uri().toString())
                .timeout(LIMIT)
                .metrics(new MicrometerMetrics(registry))
                .connect()) {
            redis.values().set("value", "hello", LIMIT);
            redis.hashes().set("hash", Map.of("field", "value"), LIMIT);
            redis.atomics().increment("counter", 1);
            redis.mutex("lock").acquire().close();
            redis.semaphore("semaphore", 2).acquire().close();
            redis.rateLimiter("rate", Rate.of(100, Duration.ofSeconds(1))).tryAcquire();
            redis.cooldown(List.of("cooldown"), LIMIT);
            redis.cache().put("key", "value");
            redis.cache("near", String.class, CacheOptions.defaults().ttl(LIMIT).nearCache(10))
                    .get("key", key -> "value");
            for (Matcher sample = SAMPLE.matcher(registry.scrape()); sample.find(); ) {
                Map<String, Set<String>> labels = exposed.computeIfAbsent(sample.group(1), name -> new TreeMap<>());
                Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
                while (label.find()) {
                    labels.computeIfAbsent(label.group(1), name -> new TreeSet<>())
                            .add(label.group(3));
                }
            }
        }
    }

    private static JsonNode dashboard() throws IOException {
        Path file = Path.of("").toAbsolutePath().resolve("../docs/grafana-dashboard.json");
        return JsonMapper.shared().readTree(Files.readString(file));
    }

    private static List<JsonNode> targets() throws IOException {
        List<JsonNode> targets = new ArrayList<>();
        dashboard().get("panels").forEach(panel -> {
            if (panel.has("targets")) {
                panel.get("targets").forEach(targets::add);
            }
        });
        return targets;
    }

    /**
     * Planted once: a query for {@code dkredis_commands_total}, which is called {@code dkredis_commands_seconds_count}.
     */
    @Test
    void queries_ofTheDashboard_nameWhatIsExposed(RedisServer server) throws IOException {
        useEveryFeature(server);
        List<String> mistakes = new ArrayList<>();

        for (JsonNode target : targets()) {
            String query = target.get("expr").asString();
            Matcher selector = SELECTOR.matcher(query);
            Set<String> common = null;
            while (selector.find()) {
                Map<String, Set<String>> labels = exposed.get(selector.group(1));
                if (labels == null) {
                    mistakes.add(selector.group(1) + " is not exposed: " + query);
                    continue;
                }
                checkLabels(selector.group(2), labels, query, mistakes);
                common = common == null ? new TreeSet<>(labels.keySet()) : common;
                common.retainAll(labels.keySet());
            }
            Set<String> shown = names(LEGEND_LABEL, target.get("legendFormat").asString());
            Set<String> grouped = names(GROUPING, query);
            assertThat(common).as("labels of " + query).isNotNull().containsAll(grouped);
            assertThat(grouped).as("groups of " + query).containsAll(shown);
        }

        assertThat(mistakes).isEmpty();
    }

    private static void checkLabels(
            String selector, Map<String, Set<String>> labels, String query, List<String> mistakes) {
        Matcher label = LABEL.matcher(selector);
        while (label.find()) {
            if (label.group(1).equals(JOB)) {
                continue;
            }
            Set<String> values = labels.getOrDefault(label.group(1), Set.of());
            if (!values.contains(label.group(3))) {
                mistakes.add("no " + label.group(1) + " is " + label.group(3) + ": " + query);
            }
        }
    }

    private static Set<String> names(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .flatMap(found -> Arrays.stream(found.group(1).split(", ")))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void meters_allOfThem_areOnTheDashboard(RedisServer server) throws IOException {
        useEveryFeature(server);

        Set<String> queried = targets().stream()
                .flatMap(target -> names(SELECTOR, target.get("expr").asString()).stream())
                .map(DashboardTest::meter)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> meters =
                exposed.keySet().stream().map(DashboardTest::meter).collect(Collectors.toCollection(TreeSet::new));

        assertThat(queried).isEqualTo(meters);
    }

    /** The meter of an exposed name: a timer is exposed as three. */
    private static String meter(String exposedName) {
        return exposedName.replaceFirst("_seconds_(count|sum|max)$", "").replaceFirst("_total$", "");
    }

    @Test
    void panels_ofTheDashboard_haveNumbersAndPlacesOfTheirOwn() throws IOException {
        JsonNode panels = dashboard().get("panels");
        Set<Integer> ids = new TreeSet<>();
        Set<String> places = new TreeSet<>();
        panels.forEach(panel -> {
            ids.add(panel.get("id").asInt());
            places.add(
                    panel.get("gridPos").get("x") + "/" + panel.get("gridPos").get("y"));
        });

        assertThat(ids).hasSize(panels.size());
        assertThat(places).hasSize(panels.size());
    }
}
