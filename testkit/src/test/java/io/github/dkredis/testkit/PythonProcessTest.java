package io.github.dkredis.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** On a machine without Python, {@code find} returns nothing, and these tests check nothing else. */
final class PythonProcessTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Optional<PythonProcess> python = PythonProcess.find();

    @Test
    void run_withArguments_returnsItsOutput() {
        python.ifPresent(found -> assertThat(found.run(LIMIT, "import sys\nprint(sys.argv[1:])", "a", "b c"))
                .isEqualToIgnoringNewLines("['a', 'b c']"));
    }

    @Test
    void run_withBinaryInput_returnsIt() {
        byte[] input = new byte[300_000];
        input[7] = (byte) 0xff;
        python.ifPresent(found -> assertThat(
                        found.run(LIMIT, input, "import sys\nsys.stdout.buffer.write(sys.stdin.buffer.read())"))
                .isEqualTo(input));
    }

    @Test
    void run_scriptThatFails_throwsWithItsError() {
        python.ifPresent(found -> assertThatThrownBy(() -> found.run(LIMIT, "raise SystemExit('no tea')"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ended with 1")
                .hasMessageContaining("no tea"));
    }

    @Test
    void run_longerThanItsLimit_isKilled() {
        python.ifPresent(found -> assertThatThrownBy(() -> found.run(
                        Duration.ofMillis(200), "ä".getBytes(UTF_8), "import threading\nthreading.Event().wait()"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("takes longer than 200 ms"));
    }
}
