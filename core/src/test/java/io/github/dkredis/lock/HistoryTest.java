package io.github.dkredis.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.lock.History.Visit;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The checker of histories: it must find each kind of violation. */
class HistoryTest {

    private static final long T = 1_800_000_000_000_000L;

    @Test
    void violations_validHistory_findsNone() {
        assertThat(found(visit(T, 1, 1, 0, 0, 10), visit(T + 20, 2, 1, 0, 20, 30), visit(T + 30, 1, 2, 1, 30, 40)))
                .isEmpty();
    }

    @Test
    void violations_twoInside_areFound() {
        assertThat(found(visit(T, 1, 1, 0, 0, 10), visit(T + 9, 2, 1, 0, 9, 30)))
                .singleElement()
                .asString()
                .startsWith("both inside");
    }

    @Test
    void violations_fallingOrEqualFences_areFound() {
        assertThat(found(visit(T + 9, 1, 1, 0, 0, 10), visit(T, 2, 1, 0, 20, 30)))
                .singleElement()
                .asString()
                .startsWith("a falling fence");
        assertThat(found(visit(T, 1, 1, 0, 0, 10), visit(T, 2, 1, 0, 20, 30))).hasSize(2);
    }

    @Test
    void violations_overtaken_areFound() {
        assertThat(found(visit(T, 1, 2, 1, 0, 1), visit(T + 10, 1, 1, 0, 10, 11), visit(T + 20, 2, 1, 0, 20, 21)))
                .singleElement()
                .asString()
                .startsWith("overtaken");
    }

    @Test
    void violations_dataLost_excusesTheHolderAtThatTimeOnly() {
        Visit old = visit(T, 1, 1, 0, 0, 50_000);
        Visit next = visit(T + 30_000, 2, 1, 0, 30_000, 40_000);
        Visit third = visit(T + 35_000, 3, 1, 0, 35_000, 60_000);
        assertThat(new History(List.of(old, next)).violations(List.of(T + 20_000)))
                .isEmpty();
        assertThat(new History(List.of(old, next, third)).violations(List.of(T + 20_000)))
                .singleElement()
                .asString()
                .startsWith("both inside");
    }

    private static Visit visit(long fence, int client, int thread, long request, long enter, long exit) {
        return new Visit("a", fence, client, thread, OptionalLong.of(request), T + enter, T + exit, true);
    }

    private static List<String> found(Visit... visits) {
        return new History(List.of(visits)).violations(List.of());
    }
}
