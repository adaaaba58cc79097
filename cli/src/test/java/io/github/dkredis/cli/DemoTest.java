package io.github.dkredis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.cli.Shell.Result;
import org.junit.jupiter.api.Test;

class DemoTest {

    @Test
    void demo_run_showsEveryPromiseKept() {
        Result result = Shell.unreachable().run("demo");

        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        assertThat(result.out())
                .contains("[1/7]", "[7/7]")
                .containsPattern("dkredis field +20,000")
                .contains("8,000 counted, 0 lost")
                .containsPattern("setMax 100, then 9 +100\\n")
                .contains("OutcomeUnknownException", "1 time; the balance is 110")
                .containsPattern("get answers +110; the server ran GET 2 times")
                .containsPattern("calls that failed +0\\n");
        assertThat(result.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(120));
    }
}
