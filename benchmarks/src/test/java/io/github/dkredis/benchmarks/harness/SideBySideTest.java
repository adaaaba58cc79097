package io.github.dkredis.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SideBySideTest {
    private final List<String> turns = new ArrayList<>();

    @Test
    void run_warmsUpTwice_thenAlternates() throws Exception {
        new SideBySide(2, 3).run(List.of(contender("A", 1), contender("B", 1), contender("C", 1)));

        assertThat(String.join("", turns)).isEqualTo("ABC" + "ABC" + "ABC" + "CBA" + "ABC");
    }

    @Test
    void ratio_isTakenWithinARound() throws Exception {
        List<Series> series = new SideBySide(0, 3)
                .run(List.of(contender("A", 1, 10, 100), contender("B", 3, 20, 200)))
                .series();

        assertThat(series.get(1).ratioTo(series.get(0))).isEqualTo(new Spread(2, 2, 3));
    }

    @Test
    void failingContender_isLeftOutAndReported() throws Exception {
        Contender failing = contender("B");
        Outcome outcome = new SideBySide(0, 2).run(List.of(contender("A", 1), failing, contender("C", 1)));

        assertThat(outcome.series()).extracting(Series::subject).containsExactly("A", "C");
        assertThat(outcome.dropouts()).singleElement().satisfies(dropout -> {
            assertThat(dropout.subject()).isEqualTo("B");
            assertThat(dropout.reason()).contains("WrongResultException: no window left");
        });
        assertThat(String.join("", turns)).isEqualTo("AC" + "CA");
    }

    private Contender contender(String name, double... rates) {
        return new Contender() {
            private int windows;

            @Override
            public String subject() {
                return name;
            }

            @Override
            public String version() {
                return "1";
            }

            @Override
            public Sample measure() {
                if (rates.length == 0) {
                    throw new WrongResultException("no window left");
                }
                turns.add(name);
                double rate = rates[windows++ % rates.length];
                return Sample.ofOneThread(1, rate);
            }

            @Override
            public void close() {}
        };
    }
}
