package io.github.dkredis.benchmarks.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StampedeResultsTest {

    @TempDir
    Path folder;

    @Test
    void callers_ofSeveralBoards_areOneRound() throws Exception {
        StampedeResults one = StampedeResults.at(folder.resolve("board"));
        StampedeResults other = StampedeResults.at(folder.resolve("board"));
        one.began(3, 1_100);
        other.began(3, 1_000);
        one.began(3, 1_050);
        one.loading(3);
        other.loading(3);
        one.ended(3, 1_900);
        other.ended(3, 2_000);
        one.ended(3, 1_950);

        assertThat(other.loads(3)).isEqualTo(2);
        assertThat(one.nanos(3)).isEqualTo(1_000);
        assertThat(one.loads(4)).isZero();
    }
}
