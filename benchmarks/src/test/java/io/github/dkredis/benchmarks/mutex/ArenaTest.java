package io.github.dkredis.benchmarks.mutex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.benchmarks.harness.WrongResultException;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every way in which a lock can be none must be seen. */
class ArenaTest {
    private Arena arena;

    @BeforeEach
    void open(@TempDir Path folder) throws IOException {
        arena = Arena.at(folder.resolve("arena"));
    }

    @Test
    void inTurn_isRight_andHandOversBetweenJvmsAreTimed() {
        assertThat(arena.enter(0, 0, 1)).isEmpty();
        arena.leave(0, 0);
        assertThat(arena.enter(0, 1, 2)).isEmpty();
        arena.leave(0, 1);
        assertThat(arena.enter(1, 2, 3)).isPresent();
        arena.leave(1, 2);
        arena.pause();
        assertThat(arena.enter(0, 0, 4)).isEmpty();
        arena.leave(0, 0);

        assertThat(arena.entries()).isEqualTo(4);
        assertThatCode(arena::check).doesNotThrowAnyException();
    }

    @Test
    void twoInside_isAnOverlap() {
        arena.enter(0, 0, 0);
        arena.enter(1, 1, 0);

        assertThatThrownBy(arena::check)
                .isInstanceOf(WrongResultException.class)
                .hasMessageContaining("1 found somebody inside");
    }

    @Test
    void fenceThatDoesNotRise_isSeen() {
        arena.enter(0, 0, 7);
        arena.leave(0, 0);
        arena.enter(1, 1, 7);
        arena.leave(1, 1);

        assertThatThrownBy(arena::check).hasMessageContaining("1 fencing tokens were not above the one before");
    }

    @Test
    void noLockAtAll_losesIncrementsOrOverlaps() throws InterruptedException {
        Thread other = new Thread(() -> enterOften(1));
        other.start();
        enterOften(0);
        other.join();

        assertThatThrownBy(arena::check).isInstanceOf(WrongResultException.class);
    }

    @Test
    void deadInside_isNoOverlapForTheNext() {
        arena.enter(0, 0, 0);
        arena.markDead(0);
        arena.enter(1, 1, 0);
        arena.leave(1, 1);

        assertThatCode(arena::check).doesNotThrowAnyException();
    }

    private void enterOften(int jvm) {
        for (int i = 0; i < 100_000; i++) {
            arena.enter(jvm, jvm, 0);
            arena.leave(jvm, jvm);
        }
    }
}
