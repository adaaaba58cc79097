package io.github.dkredis.benchmarks.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the guard lets pass. CI runs the guard itself. */
class VerdictTest {

    private static final Figures EXPECTED =
            Figures.parse(List.of("# a comment", "values.get bytes=1000 commands=1 trips=1", "cache.stampede loads=1"));

    private static Verdict verdict(String valuesGet) {
        return Verdict.of(EXPECTED, Figures.parse(List.of(valuesGet, "cache.stampede loads=1")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "values.get bytes=1000 commands=1 trips=1",
                "values.get bytes=1100 commands=1 trips=1",
                "values.get bytes=500 commands=0 trips=0"
            })
    void verdict_notWorse_isGood(String line) {
        assertThat(verdict(line).isGood()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "values.get bytes=1101 commands=1 trips=1",
                "values.get bytes=1000 commands=1.3 trips=1",
                "values.get bytes=1000 commands=1 trips=2",
                "values.get bytes=1000 commands=1",
                "values.other bytes=1000 commands=1 trips=1"
            })
    void verdict_worseOrMissing_isBadAndMarked(String line) {
        Verdict verdict = verdict(line);

        assertThat(verdict.isGood()).isFalse();
        assertThat(verdict.lines()).anyMatch(row -> row.contains("<--"));
    }

    @Test
    void lines_ofAWorseCount_sayWhatWasExpectedFoundAndAllowed() {
        assertThat(verdict("values.get bytes=1200 commands=1 trips=1").lines())
                .containsExactly(
                        "  operation                    figure      expected      found",
                        "  cache.stampede               loads              1          1",
                        "  values.get                   commands           1          1",
                        "  values.get                   trips              1          1",
                        "  values.get                   bytes           1000       1200  <-- at most 1100",
                        "guard: 1 of 4 figures are not as expected; if that is meant: ./bench --guard --update");
    }

    @Test
    void lines_written_areReadAgain() {
        assertThat(Figures.parse(EXPECTED.lines())).isEqualTo(EXPECTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"values.get commands", "values.get speed=1", "values.get commands=many"})
    void text_thatIsWrong_isRefused(String line) {
        assertThatThrownBy(() -> Figures.parse(List.of(line))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void committedFile_hasALineForEachOperation() throws IOException {
        Figures committed =
                Figures.parse(Files.readAllLines(Path.of("").toAbsolutePath().resolve("guard.txt")));

        assertThat(committed.byOperation().keySet())
                .containsAll(GuardedOperation.ALL.stream()
                        .map(GuardedOperation::name)
                        .toList())
                .contains("cache.stampede", "atomics.update-crowd");
    }
}
