package io.github.dkredis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.cli.Shell.Result;
import io.github.dkredis.cli.demo.Demo;
import io.github.dkredis.testkit.Await;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plays the whole demo once; each test looks at one of its steps. */
class DemoTest {

    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Duration SOON = Duration.ofSeconds(30);

    /** What the whole demo printed, without the limit of the command, which a busy machine may reach. */
    private static String all;

    @BeforeAll
    static void playAll() {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(written, true, StandardCharsets.UTF_8);
        boolean complete = Demo.run(stream, List.of(), false, PATIENCE);

        all = written.toString(StandardCharsets.UTF_8);
        assertThat(complete).as(all).isTrue();
    }

    @AfterEach
    void noProcessIsLeft() {
        Await.until(() -> ProcessHandle.current().children().noneMatch(DemoTest::isOfTheDemo), SOON);
    }

    @Test
    void all_steps_fitIntoATerminal() {
        assertThat(all).doesNotContain("\u001b");
        assertThat(all.lines())
                .allSatisfy(
                        line -> assertThat(line).hasSizeLessThanOrEqualTo(80).doesNotMatch(".*\\s"));
        assertThat(all.lines().filter(line -> line.matches("\\[\\d/\\d\\] \\w+: .*")))
                .hasSize(Demo.names().size());
    }

    @Test
    void command_oneStep_playsIt() {
        Result result = Shell.unreachable().run("demo", "reply");

        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("[1/1] reply: ", "With dkredis");
    }

    /** Four JVMs hardly start within the least time that a step has. */
    @Test
    void limit_reached_stopsTheStepAndItsProcesses() {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(written, true, StandardCharsets.UTF_8);

        boolean complete = Demo.run(stream, List.of("lock"), false, Duration.ZERO);

        assertThat(written.toString(StandardCharsets.UTF_8).contains("and was stopped."))
                .isNotEqualTo(complete);
    }

    @Test
    void lock_step_losesNothingAndEveryFenceRises() {
        assertThat(step("lock"))
                .containsPattern("additions lost \\.+ 0\\n +fencing tokens that rose \\.+ ([\\d,]+) of \\1\\n");
    }

    @Test
    void crash_step_isTakenOverWithAGreaterFence() {
        String out = step("crash");

        assertThat(out).contains("not within 2 s", "-1, which is for ever").containsPattern("kill -9 \\.+ [\\d,]+ ms");
        assertThat(number(out, "fencing token now")).isGreaterThan(number(out, "fencing token before"));
    }

    @Test
    void cache_step_runsOneQuery() {
        assertThat(step("cache")).containsPattern("With dkredis\\n.*\\n +queries sent to the database \\.+ 1\\n");
    }

    @Test
    void near_step_seesChanges() {
        assertThat(step("near")).containsPattern("one read takes \\.+ \\d+ ns").containsPattern("median of \\d+");
    }

    @Test
    void limit_step_admitsTheRateAndItsBurst() {
        String out = step("limit");

        assertThat(number(out.substring(out.indexOf("With dkredis")), "most mails within one second"))
                .isBetween(1L, 59L); // a stop between the decision and the clock can move one of each of four processes
    }

    @Test
    void python_step_readsBothWays() {
        assertThat(step("python")).containsPattern("\\{'name': 'Ada'|no python3 is on the PATH");
    }

    @Test
    void field_step_findsAllInPages() {
        assertThat(step("field")).containsPattern("With dkredis\\n.*\\n +names found \\.+ 50,000 in");
    }

    @Test
    void reply_step_neverRunsAWriteTwice() {
        assertThat(step("reply"))
                .contains("OutcomeUnknownException")
                .containsPattern("Redis ran it \\.+ 1 time\\n +the balance \\.+ 110\\n");
    }

    @Test
    void outage_step_failsNoCall() {
        String out = step("outage");

        String dkredis = out.substring(out.indexOf("With dkredis"));
        assertThat(number(dkredis, "calls failed")).isZero();
        assertThat(number(dkredis, "the counter in Redis"))
                .isBetween(
                        number(dkredis, "calls answered"),
                        number(dkredis, "calls answered") + number(dkredis, "calls with an unknown outcome"));
    }

    @Test
    void list_asked_namesTheSteps() {
        Result result = Shell.unreachable().run("demo", "--list");

        assertThat(result.code()).isZero();
        assertThat(result.out().lines().map(line -> line.split(" ")[0])).isEqualTo(Demo.names());
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonesuch", ""})
    void unknownStep_named_isWrongUsage(String name) {
        Result result = Shell.unreachable().run("demo", "reply", name);

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("unknown step \"" + name + "\"", "lock, crash");
    }

    /** A worker ends when its stdin ends, even if the demo has no time to end it. The step with the fewest shows it. */
    @ParameterizedTest
    @ValueSource(strings = {"INT", "KILL"})
    void process_endedBySignal_leavesNoProcess(String signal) throws Exception {
        Process demo = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.github.dkredis.cli.Dkredis",
                        "demo",
                        "near")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Await.until(() -> workers(demo).size() == 2, PATIENCE);
        List<ProcessHandle> workers = workers(demo);

        new ProcessBuilder("kill", "-" + signal, Long.toString(demo.pid()))
                .start()
                .waitFor();

        assertThat(demo.waitFor(30, TimeUnit.SECONDS)).isTrue();
        Await.until(() -> workers.stream().noneMatch(ProcessHandle::isAlive), SOON);
    }

    private static List<ProcessHandle> workers(Process demo) {
        return demo.descendants().filter(DemoTest::isOfTheDemo).toList();
    }

    /** {@return what a step of the whole demo printed} */
    private static String step(String name) {
        int number = Demo.names().indexOf(name) + 1;
        int count = Demo.names().size();
        String heading = "[" + number + "/" + count + "] " + name + ": ";
        String next = "[" + (number + 1) + "/" + count + "] ";
        assertThat(all).contains(heading);

        String fromHeading = all.substring(all.indexOf(heading));
        String step = number == count ? fromHeading : fromHeading.substring(0, fromHeading.indexOf(next));
        assertThat(step).contains("The naive way", "With dkredis");
        return step;
    }

    /** {@return the first figure with a label} */
    private static long number(String out, String label) {
        return out.lines()
                .filter(line -> line.contains(label + " ."))
                .map(line -> line.replaceAll(".*\\.\\. ([\\d,]+).*", "$1").replace(",", ""))
                .map(Long::valueOf)
                .findFirst()
                .orElseThrow();
    }

    private static boolean isOfTheDemo(ProcessHandle process) {
        return process.info().commandLine().orElse("").contains("demo.Worker");
    }
}
