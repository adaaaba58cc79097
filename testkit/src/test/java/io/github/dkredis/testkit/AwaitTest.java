package io.github.dkredis.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class AwaitTest {

    @Test
    void until_conditionThatBecomesTrue_returns() {
        AtomicInteger asked = new AtomicInteger();
        Await.until(() -> asked.incrementAndGet() == 3, Duration.ofSeconds(10));
        assertThat(asked).hasValue(3);
    }

    @Test
    void until_conditionThatStaysFalse_failsWithTheReason() {
        assertThatThrownBy(() -> Await.until(() -> false, Duration.ofMillis(5), () -> "the moon is not blue"))
                .isInstanceOf(AssertionError.class)
                .hasMessage("After 5 ms: the moon is not blue");
    }

    @Test
    void until_interruptedThread_givesUpAndStaysInterrupted() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Await.until(() -> false, Duration.ofSeconds(10)))
                .isInstanceOf(AssertionError.class);
        assertThat(Thread.interrupted()).isTrue();
    }
}
