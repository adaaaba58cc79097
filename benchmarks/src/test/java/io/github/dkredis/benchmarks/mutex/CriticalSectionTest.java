package io.github.dkredis.benchmarks.mutex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.dkredis.benchmarks.harness.WrongResultException;
import io.github.dkredis.testkit.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every violation of mutual exclusion must be found. */
class CriticalSectionTest {
    private CriticalSection section;

    @BeforeEach
    void open(@TempDir Path folder) throws IOException {
        section = CriticalSection.at(folder.resolve("arena"));
    }

    @Test
    void inTurn_isRight_andHandOversBetweenJvmsAreTimed() {
        assertThat(section.enter(0, 0, 1)).isEmpty();
        section.leave(0, 0);
        assertThat(section.enter(0, 1, 2)).isEmpty();
        section.leave(0, 1);
        assertThat(section.enter(1, 2, 3)).isPresent();
        section.leave(1, 2);
        section.pause();
        assertThat(section.enter(0, 0, 4)).isEmpty();
        section.leave(0, 0);

        assertThat(section.entries()).isEqualTo(4);
        assertThatCode(section::check).doesNotThrowAnyException();
    }

    @Test
    void twoInside_isAnOverlap() {
        section.enter(0, 0, 0);
        section.enter(1, 1, 0);

        assertThatThrownBy(section::check)
                .isInstanceOf(WrongResultException.class)
                .hasMessageContaining("1 found another thread inside");
    }

    @Test
    void fenceThatDoesNotRise_isFound() {
        section.enter(0, 0, 7);
        section.leave(0, 0);
        section.enter(1, 1, 7);
        section.leave(1, 1);

        assertThatThrownBy(section::check).hasMessageContaining("1 fencing tokens were not above the one before");
    }

    @Test
    void noLockAtAll_losesIncrementsOrOverlaps() throws InterruptedException {
        AtomicBoolean found = new AtomicBoolean();
        Thread other = new Thread(() -> {
            while (!found.get()) {
                enterOften(1);
            }
        });
        other.start();
        try {
            Await.until( // the two threads need to run at the same time, which a busy machine may delay
                    () -> {
                        enterOften(0);
                        return catchThrowable(section::check) instanceof WrongResultException;
                    },
                    Duration.ofSeconds(20));
        } finally {
            found.set(true);
            other.join();
        }
    }

    @Test
    void deadInside_isNotAnOverlapForTheNext() {
        section.enter(0, 0, 0);
        section.markDead(0);
        section.enter(1, 1, 0);
        section.leave(1, 1);

        assertThatCode(section::check).doesNotThrowAnyException();
    }

    private void enterOften(int jvm) {
        for (int i = 0; i < 100_000; i++) {
            section.enter(jvm, jvm, 0);
            section.leave(jvm, jvm);
        }
    }
}
