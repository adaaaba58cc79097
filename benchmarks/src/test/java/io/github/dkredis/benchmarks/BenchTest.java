package io.github.dkredis.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs every suite in its smallest form: the figures mean nothing, but the subjects must give right results. */
class BenchTest {
    /**
     * All subjects except most of Redisson's, which take a second to start, and the Spring cache that asks for a
     * thousand keys one by one.
     */
    private static final String SUBJECTS = "dkredis,raw,jedis,lettuce,redisson keys,pickle,jackson,jdk,bucket4j,"
            + "spring sync,spring registry,local fair";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"values", "pickle", "field", "update", "mutex", "limit", "cache"})
    void suite_smallestForm_subjectsAreRightAndEveryLineComplete(String suite) throws Exception {
        Path json = folder.resolve("lines.json");
        int exitCode = oneWindow(
                suite,
                "--seconds",
                "0.001",
                "--threads",
                "2",
                "--keys",
                "500",
                "--subjects",
                SUBJECTS,
                "--json",
                json.toString());

        assertThat(err.toString()).isEmpty();
        assertThat(exitCode).as(out.toString()).isZero();
        assertThat(lines(json)).isNotEmpty().allSatisfy(line -> {
            assertThat(line.propertyNames())
                    .containsExactly(
                            "suite",
                            "subject",
                            "version",
                            "jvms",
                            "threads",
                            "ops_per_s",
                            "p50_us",
                            "p99_us",
                            "commands_per_op",
                            "round_trips_per_op",
                            "extra");
            assertThat(line.get("ops_per_s").asDouble()).isPositive();
        });
    }

    /** Each figure is of a JVM of its own; the subject must give right answers in it. */
    @ParameterizedTest
    @CsvSource({"memory,dkredis after a lock,bytes_each", "startup,dkredis,classes"})
    void freshJvm_oneSubject_isMeasured(String suite, String subject, String figure) throws Exception {
        Path json = folder.resolve("lines.json");
        int exitCode = oneWindow(suite, "--subjects", subject, "--json", json.toString());

        assertThat(err.toString()).isEmpty();
        assertThat(exitCode).as(out.toString()).isZero();
        assertThat(lines(json))
                .hasSize(1)
                .allSatisfy(line ->
                        assertThat(line.get("extra").get(figure).asDouble()).isPositive());
    }

    /** Two points each of a curve over JVMs, which workers measure, over nodes, and over keys. */
    @Test
    void curves_firstPoints_areMeasuredAndDrawn() throws Exception {
        Path json = folder.resolve("lines.json");
        int exitCode = oneWindow(
                "curves",
                "--curves",
                "mutex.JVMs,update.nodes,near.keys,field.keys",
                "--points",
                "2",
                "--seconds",
                "0.01",
                "--subjects",
                "dkredis,ConcurrentHashMap",
                "--json",
                json.toString(),
                "--charts",
                folder.toString());

        assertThat(err.toString()).isEmpty();
        assertThat(exitCode).as(out.toString()).isZero();
        assertThat(lines(json))
                .hasSize(2 * 5)
                .allSatisfy(line -> assertThat(line.get("ops_per_s").asDouble()).isPositive());
        assertThat(out.toString())
                .contains(
                        "curve.mutex.JVMs (entries per second)",
                        "curve.update.nodes (updates per second)",
                        "curve.cache.near.keys (hits in the JVM per second)",
                        "curve.field.keys (hashes per second)");
        assertThat(folder.resolve("curve.mutex.JVMs.svg")).exists();
    }

    @Test
    void flames_oneSubject_namesItsMethods() throws Exception {
        int exitCode = oneWindow(
                "values", "--seconds", "0.5", "--threads", "2", "--subjects", "dkredis", "--flames", folder.toString());

        assertThat(exitCode).as(out.toString()).isZero();
        assertThat(Files.readString(folder.resolve("values.get-2-flame.svg")))
                .contains("<title>io.github.dkredis.")
                .endsWith("</svg>\n");
    }

    @Test
    void kill_smallestForm_othersContinue() throws Exception {
        Path json = folder.resolve("lines.json");
        int exitCode = bench(
                "mutex-kill",
                "--seconds",
                "0.1",
                "--trials",
                "1",
                "--lease",
                "1500", // a worker that is stopped for longer loses its lock, and fails
                "--jvms",
                "2",
                "--threads",
                "1",
                "--subjects",
                "dkredis",
                "--json",
                json.toString());

        assertThat(err.toString()).isEmpty();
        assertThat(exitCode).as(out.toString()).isZero();
        assertThat(lines(json))
                .hasSize(2)
                .allSatisfy(line ->
                        assertThat(line.get("extra").get("stall_ms").asDouble()).isPositive());
    }

    @Test
    void mutex_freeLock_isOneWaitedRoundTripAndTwoCommands() throws Exception {
        Path json = folder.resolve("lines.json");
        int exitCode = oneWindow(
                "mutex", "--seconds", "0.3", "--threads", "1", "--subjects", "dkredis", "--json", json.toString());

        assertThat(exitCode).as(out.toString()).isZero();
        JsonNode free = lines(json).get(1);
        assertThat(free.get("suite").asString()).isEqualTo("mutex.free");
        assertThat(free.get("extra").get("waited_round_trips").asDouble()).isBetween(0.9, 1.5);
        assertThat(free.get("commands_per_op").asDouble()).isBetween(1.9, 2.5);
    }

    /** Over several JVMs; {@code ./bench --guard} checks the same counts in one. */
    @Test
    @Tag("campaign")
    void cache_severalJvms_oneLoadNearHitsWithoutCommandsAndTwoWaitedRoundTripsAMiss() throws Exception {
        Path json = folder.resolve("lines.json");
        int exitCode = oneWindow(
                "cache",
                "--seconds",
                "0.3",
                "--jvms",
                "2",
                "--threads",
                "20",
                "--subjects",
                "dkredis",
                "--json",
                json.toString());

        assertThat(err.toString()).isEmpty();
        assertThat(exitCode).as(out.toString()).isZero();
        assertThat(lines(json, "cache.stampede"))
                .singleElement()
                .satisfies(line ->
                        assertThat(line.get("extra").get("loads").asDouble()).isOne());
        assertThat(lines(json, "cache.near"))
                .isNotEmpty()
                .allSatisfy(line ->
                        assertThat(line.get("commands_per_op").asDouble()).isLessThan(0.01));
        assertThat(lines(json, "cache.miss")).singleElement().satisfies(line -> {
            assertThat(line.get("extra").get("waited_round_trips").asDouble()).isBetween(1.9, 2.5);
            assertThat(line.get("commands_per_op").asDouble()).isBetween(2.9, 3.5);
        });
        assertThat(lines(json, "cache.bulk-miss")).isNotEmpty().allSatisfy(line -> {
            assertThat(line.get("extra").get("waited_round_trips").asDouble()).isLessThan(4.5);
            assertThat(line.get("extra").get("loads").asDouble()).isOne();
        });
    }

    @Test
    @Tag("campaign")
    void values_severalJvms_areAddedUp() throws Exception {
        Path json = folder.resolve("lines.json");
        int exitCode = oneWindow(
                "values",
                "--seconds",
                "0.01",
                "--threads",
                "1",
                "--jvms",
                "2",
                "--subjects",
                "raw",
                "--json",
                json.toString());

        assertThat(err.toString()).isEmpty();
        assertThat(exitCode).isZero();
        assertThat(Files.readAllLines(json)).hasSize(2).allSatisfy(line -> {
            JsonNode result = JsonMapper.shared().readTree(line);
            assertThat(result.get("jvms").asInt()).isEqualTo(2);
            assertThat(result.get("commands_per_op").asDouble()).isEqualTo(1);
        });
    }

    @Test
    void list_namesEverySuite() {
        assertThat(bench("--list")).isZero();
        assertThat(out.toString())
                .contains(
                        "values:",
                        "pickle:",
                        "field:",
                        "update:",
                        "mutex:",
                        "mutex-kill:",
                        "limit:",
                        "cache:",
                        "Lettuce");
    }

    @Test
    void unknownSuite_isWrongUsage() {
        assertThat(bench("nonesuch")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains("no suite is called nonesuch");
    }

    @Test
    void noThreads_isWrongUsage() {
        assertThat(bench("values", "--threads", "0")).isEqualTo(CommandLine.ExitCode.USAGE);
    }

    @Test
    void subjectsMatchingNone_isWrongUsage() {
        assertThat(bench("values", "--subjects", "nonesuch")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains("--subjects matches no subject of values");
    }

    private static List<JsonNode> lines(Path json) throws IOException {
        return Files.readAllLines(json).stream()
                .map(JsonMapper.shared()::readTree)
                .toList();
    }

    private static List<JsonNode> lines(Path json, String suite) throws IOException {
        return lines(json).stream()
                .filter(line -> line.get("suite").asString().equals(suite))
                .toList();
    }

    /** Measures one window of each subject, without a warm-up. */
    private int oneWindow(String... arguments) {
        return bench(Stream.concat(Stream.of("--windows", "1", "--warm-ups", "0"), Stream.of(arguments))
                .toArray(String[]::new));
    }

    private int bench(String... arguments) {
        return Bench.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
