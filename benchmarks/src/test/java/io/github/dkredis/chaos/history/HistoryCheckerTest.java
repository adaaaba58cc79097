package io.github.dkredis.chaos.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.chaos.history.Finding.Verdict;
import io.github.dkredis.chaos.history.Observation.Admitted;
import io.github.dkredis.chaos.history.Observation.Call;
import io.github.dkredis.chaos.history.Observation.Connections;
import io.github.dkredis.chaos.history.Observation.FaultEnded;
import io.github.dkredis.chaos.history.Observation.FencedWrite;
import io.github.dkredis.chaos.history.Observation.Health;
import io.github.dkredis.chaos.history.Observation.Life;
import io.github.dkredis.chaos.history.Observation.LostHistory;
import io.github.dkredis.chaos.history.Observation.Maximum;
import io.github.dkredis.chaos.history.Observation.Phase;
import io.github.dkredis.chaos.history.Observation.Read;
import io.github.dkredis.chaos.history.Observation.Saved;
import io.github.dkredis.chaos.history.Observation.Stalled;
import io.github.dkredis.chaos.history.Observation.Stored;
import io.github.dkredis.chaos.history.Observation.UnexpectedError;
import io.github.dkredis.chaos.history.Observation.Visit;
import io.github.dkredis.chaos.history.Observation.WithoutTtl;
import io.github.dkredis.chaos.history.Observation.Write;
import io.github.dkredis.chaos.history.Observation.WriteStep;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Histories that were written by hand: each rule allows what the product promises, and finds the violation that was
 * planted. Times are in milliseconds.
 */
class HistoryCheckerTest {

    private final History history = new History();

    // ---- writes

    @Test
    void write_acknowledgedAndStored_isAllowed() {
        write(Feature.VALUE, "k", "a", WriteStep.ATTEMPTED, WriteStep.ACKNOWLEDGED);
        add(new Stored("k", "a"));
        assertThat(findings()).isEmpty();
    }

    @Test
    void write_unknownOrRefusedAndAbsent_isAllowed() {
        write(Feature.UPDATE, "k", "a", WriteStep.ATTEMPTED);
        write(Feature.UPDATE, "k", "b", WriteStep.ATTEMPTED, WriteStep.REFUSED);
        assertThat(findings()).isEmpty();
    }

    @Test
    void write_acknowledgedAndAbsent_isLost() {
        write(Feature.UPDATE, "k", "a", WriteStep.ATTEMPTED, WriteStep.ACKNOWLEDGED);
        write(Feature.UPDATE, "k", "b", WriteStep.ATTEMPTED, WriteStep.ACKNOWLEDGED);
        add(new Stored("k", "b"));
        assertViolation(Feature.UPDATE, "write a to k", "is lost");
    }

    @Test
    void write_acknowledgedByAPrimaryThatWasDemoted_isCountedApart() {
        write(Feature.VALUE, "k", "a", WriteStep.ATTEMPTED, WriteStep.ACKNOWLEDGED);
        add(new LostHistory("p", span(0, 5)));
        assertThat(findings())
                .singleElement()
                .satisfies(found -> assertThat(found.verdict()).isEqualTo(Verdict.LOST_BY_FAILOVER));
    }

    @Test
    void write_acknowledgedBeforeTheSuccessorFellBehind_isLost() {
        write(Feature.VALUE, "k", "a", WriteStep.ATTEMPTED, WriteStep.ACKNOWLEDGED);
        add(new LostHistory("p", span(500, 600)));
        assertViolation(Feature.VALUE, "is lost");
    }

    @Test
    void write_storedTwice_isFound() {
        write(Feature.UPDATE, "k", "a", WriteStep.ATTEMPTED);
        add(new Stored("k", "a,a"));
        assertViolation(Feature.UPDATE, "ran 2 times");
    }

    @Test
    void write_refusedButStored_isFound() {
        write(Feature.UPDATE, "k", "a", WriteStep.ATTEMPTED, WriteStep.REFUSED);
        add(new Stored("k", "a"));
        assertViolation(Feature.UPDATE, "told that it did not");
    }

    @Test
    void write_neverAttemptedButStored_isFound() {
        write(Feature.UPDATE, "k", "a", WriteStep.ATTEMPTED);
        add(new Stored("k", "a,b"));
        assertViolation(Feature.UPDATE, "write b", "never attempted");
    }

    @Test
    void counter_betweenAcknowledgedAndAttempted_isAllowed() {
        write(Feature.INCREMENT, "k", "a", WriteStep.ATTEMPTED, WriteStep.ACKNOWLEDGED);
        write(Feature.INCREMENT, "k", "b", WriteStep.ATTEMPTED);
        write(Feature.INCREMENT, "k", "c", WriteStep.ATTEMPTED, WriteStep.REFUSED);
        add(new Stored("k", "2"));
        assertThat(findings()).isEmpty();
    }

    @Test
    void counter_belowAcknowledged_isLost() {
        write(Feature.HASH, "k/f", "a", WriteStep.ATTEMPTED, WriteStep.ACKNOWLEDGED);
        write(Feature.HASH, "k/f", "b", WriteStep.ATTEMPTED, WriteStep.ACKNOWLEDGED);
        add(new Stored("k/f", "1"));
        assertViolation(Feature.HASH, "k/f is 1 after 2 acknowledged");
    }

    @Test
    void counter_moreIsLostThanAFailoverExplains_isFound() {
        write(Feature.INCREMENT, "k", "a", WriteStep.ATTEMPTED, WriteStep.ACKNOWLEDGED);
        add(new Write(Feature.INCREMENT, WriteStep.ATTEMPTED, "k", "b", span(900, 900)));
        add(new Write(Feature.INCREMENT, WriteStep.ACKNOWLEDGED, "k", "b", span(900, 901)));
        add(new LostHistory("p", span(890, 910)));
        assertThat(findings())
                .extracting(Finding::verdict)
                .containsExactly(Verdict.LOST_BY_FAILOVER, Verdict.VIOLATION);
    }

    @Test
    void counter_aboveWhatCanHaveRun_isFound() {
        write(Feature.INCREMENT, "k", "a", WriteStep.ATTEMPTED, WriteStep.ACKNOWLEDGED);
        write(Feature.INCREMENT, "k", "b", WriteStep.ATTEMPTED, WriteStep.REFUSED);
        add(new Stored("k", "2"));
        assertViolation(Feature.INCREMENT, "k is 2, but at most 1");
    }

    @Test
    void maximum_rising_isAllowed() {
        add(new Maximum("m", 5, 5, span(0, 1)));
        add(new Maximum("m", 3, 5, span(2, 3)));
        add(new Stored("m", "5"));
        assertThat(findings()).isEmpty();
    }

    @Test
    void maximum_answersLessThanBefore_isFound() {
        add(new Maximum("m", 5, 5, span(0, 1)));
        add(new Maximum("m", 3, 3, span(2, 3)));
        add(new Stored("m", "5"));
        assertViolation(Feature.MAXIMUM, "answered 3 after 5");
    }

    @Test
    void maximum_answersLessThanItsOwnValue_isFound() {
        add(new Maximum("m", 5, 4, span(0, 1)));
        add(new Stored("m", "4"));
        assertViolation(Feature.MAXIMUM, "answered 4");
    }

    @Test
    void maximum_lessAtTheEnd_isFound() {
        add(new Maximum("m", 5, 5, span(0, 1)));
        add(new Stored("m", "4"));
        assertViolation(Feature.MAXIMUM, "m is 4, but 5");
    }

    // ---- locks

    @Test
    void visits_oneAfterTheOtherWithRisingFences_areAllowed() {
        visit(Feature.MUTEX, 0, 7, 0, 10);
        visit(Feature.MUTEX, 0, 8, 10, 20);
        assertThat(findings()).isEmpty();
    }

    @Test
    void visits_ofOneMutexAtATime_areFound() {
        visit(Feature.MUTEX, 0, 7, 0, 10);
        visit(Feature.MUTEX, 0, 8, 9, 20);
        assertViolation(Feature.MUTEX, "two holders at a time");
    }

    @Test
    void visits_ofWhichOneLeaseHadEnded_areAllowed() {
        add(new Visit(Feature.MUTEX, "m", 0, 7, span(0, 10), false));
        visit(Feature.MUTEX, 0, 8, 9, 20);
        assertThat(findings()).isEmpty();
    }

    @Test
    void visits_withinALongOne_areFound() {
        visit(Feature.FETCH_LOCK, 0, 0, 0, 100);
        visit(Feature.FETCH_LOCK, 0, 0, 10, 20);
        visit(Feature.FETCH_LOCK, 0, 0, 30, 40);
        assertThat(findings())
                .hasSize(2)
                .allSatisfy(found -> assertThat(found.text()).contains("two holders at a time"));
    }

    @Test
    void visits_whereAFailoverLostTheGrant_areCountedApart() {
        visit(Feature.MUTEX, 0, 7, 0, 10);
        visit(Feature.MUTEX, 0, 8, 9, 20);
        add(new LostHistory("p", span(-1_000, -900)));
        assertThat(findings()).extracting(Finding::verdict).containsExactly(Verdict.LOST_BY_FAILOVER);
    }

    @Test
    void visits_withAFallingFence_areFound() {
        visit(Feature.MUTEX, 0, 8, 0, 10);
        visit(Feature.MUTEX, 0, 7, 20, 30);
        assertViolation(Feature.MUTEX, "a smaller fencing token");
    }

    @Test
    void visits_withOneFenceTwice_areFound() {
        add(new Visit(Feature.MUTEX, "m", 0, 7, span(0, 10), false));
        visit(Feature.MUTEX, 0, 7, 20, 30);
        assertViolation(Feature.MUTEX, "the same fencing token twice");
    }

    @Test
    void visits_ofDifferentSlots_areAllowedUpToTheSize() {
        visit(Feature.SEMAPHORE, 0, 1, 0, 10);
        visit(Feature.SEMAPHORE, 1, 1, 0, 10);
        visit(Feature.SEMAPHORE, 2, 1, 0, 10);
        visit(Feature.SEMAPHORE, 0, 2, 10, 20);
        assertThat(findings()).isEmpty();
    }

    @Test
    void visits_moreThanPermits_areFound() {
        for (int slot = 0; slot < 4; slot++) {
            visit(Feature.SEMAPHORE, slot, 1, 0, 10);
        }
        assertViolation(Feature.SEMAPHORE, "4 holders of 3 permits");
    }

    @Test
    void fencedWrites_acceptedInOrder_areAllowed() {
        fenced(7, 1, true, true);
        fenced(9, 2, true, true);
        fenced(8, 3, false, false); // a holder that had lost its lock
        assertThat(findings()).isEmpty();
    }

    @Test
    void fencedWrites_acceptedOutOfOrder_areFound() {
        fenced(9, 1, true, true);
        fenced(7, 2, true, true);
        assertViolation(Feature.MUTEX, "accepted 7 after 9");
    }

    @Test
    void fencedWrites_refusedToAHolder_areFound() {
        fenced(9, 1, true, true);
        fenced(7, 2, false, true);
        assertViolation(Feature.MUTEX, "refused although it still held");
    }

    // ---- caches

    @Test
    void read_withinTheBound_mayBeStale() {
        add(new Saved("e", 2, span(0, 10)));
        add(new Read(Feature.CACHE_NEAR, "e", 1, span(2_000, 2_001)));
        assertThat(findings()).isEmpty();
    }

    @Test
    void read_staleBeyondTheBound_isFound() {
        add(new Saved("e", 2, span(0, 10)));
        add(new Saved("e", 3, span(3_000, 3_001)));
        add(new Read(Feature.CACHE_NEAR, "e", 1, span(2_600, 2_601)));
        assertViolation(Feature.CACHE_NEAR, "read version 1", "but version 2 was acknowledged");
    }

    @Test
    void read_ofAProcessThatWasStopped_mayBeStaleForAsLong() {
        add(new Saved("e", 2, span(0, 10)));
        add(new Stalled(span(5, 4_000)));
        add(new Read(Feature.CACHE_NEAR, "e", 1, span(4_001, 4_002)));
        assertThat(findings()).isEmpty();
    }

    @Test
    void read_longAfterItsProcessWasStopped_isFound() {
        add(new Saved("e", 2, span(0, 10)));
        add(new Stalled(span(5, 4_000)));
        add(new Read(Feature.CACHE_NEAR, "e", 1, span(6_600, 6_601)));
        assertViolation(Feature.CACHE_NEAR, "read version 1");
    }

    // ---- limits

    @Test
    void rate_burstAndThenTheRate_isAllowed() {
        admit(Feature.RATE_LIMIT, 10, 0);
        admit(Feature.RATE_LIMIT, 10, 500);
        assertThat(findings()).isEmpty();
    }

    @Test
    void rate_moreThanBurstAndRate_isFound() {
        admit(Feature.RATE_LIMIT, 10, 0);
        admit(Feature.RATE_LIMIT, 12, 500);
        assertViolation(Feature.RATE_LIMIT, "22 callers");
    }

    @Test
    void cooldown_afterItsPeriod_isAllowed() {
        admit(Feature.COOLDOWN, 1, 0);
        admit(Feature.COOLDOWN, 1, 1_000);
        assertThat(findings()).isEmpty();
    }

    @Test
    void cooldown_whoseCallTookLong_mayHaveStartedAtItsBegin() {
        add(new Admitted(Feature.COOLDOWN, "r", span(0, 1_400)));
        admit(Feature.COOLDOWN, 1, 1_000);
        assertThat(findings()).isEmpty();
    }

    @Test
    void cooldown_twiceWithinItsPeriod_isFound() {
        admit(Feature.COOLDOWN, 1, 0);
        admit(Feature.COOLDOWN, 1, 900);
        assertViolation(Feature.COOLDOWN, "started twice within 901 ms");
    }

    // ---- what is left

    @Test
    void ttl_ofGenerationsAndOfTheCallersKeys_mayBeMissing() {
        add(new WithoutTtl("dkredis:cache-generation:users"));
        add(new WithoutTtl("chaos:hash:1"));
        assertThat(findings()).isEmpty();
    }

    @Test
    void ttl_missing_isFound() {
        add(new WithoutTtl("dkredis:mutex-queue:{dkredis:mutex:m}"));
        assertViolation(Feature.MUTEX, "has no TTL");
    }

    @Test
    void leak_ofThreads_isFound() {
        add(new Health(Phase.BASELINE, 20, 0));
        add(new Health(Phase.FINAL, 29, 0));
        assertViolation(Feature.VALUE, "29 threads after 20");
    }

    @Test
    void leak_ofHeap_isFound() {
        add(new Health(Phase.BASELINE, 20, 10L << 20));
        add(new Health(Phase.FINAL, 20, 23L << 20));
        assertViolation(Feature.VALUE, "of live heap");
    }

    @Test
    void leak_ofConnections_isFound() {
        add(new Connections("w", "one:1", 3));
        add(new Connections("w", "one:2", 4));
        assertViolation(Feature.VALUE, "4 connections to one:2");
    }

    @Test
    void recovery_ofEveryFeatureWithinTheBound_isAllowed() {
        add(new FaultEnded("CUT", "x", span(0, 100)));
        add(new Life("w", true, span(0, 20_000)));
        add(new Life("killed", false, span(0, 50)));
        for (Feature feature : Feature.values()) {
            add(new Call(feature, Outcome.OK, span(5_000, 10_000)));
        }
        assertThat(findings()).isEmpty();
    }

    @Test
    void recovery_ofAWorkerThatTookLongToStart_countsFromItsFirstOperation() {
        add(new Life("w", true, span(0, 40_000)));
        for (Feature feature : Feature.values()) {
            add(new Call(feature, Outcome.OK, span(15_000, 20_000)));
        }
        assertThat(findings()).isEmpty();
    }

    @Test
    void recovery_ofOneFeatureTooLate_isFound() {
        add(new FaultEnded("CUT", "x", span(0, 100)));
        add(new Life("w", true, span(0, 20_000)));
        for (Feature feature : Feature.values()) {
            boolean late = feature == Feature.SEMAPHORE;
            add(new Call(feature, Outcome.OK, span(0, late ? 10_101 : 10_000)));
            add(new Call(feature, Outcome.FAILED, span(0, 10_000)));
        }
        assertViolation(Feature.SEMAPHORE, "w did not succeed within 10 s");
    }

    @Test
    void error_ofAnotherType_isFound() {
        add(new UnexpectedError(Feature.HASH, "java.lang.NullPointerException"));
        assertViolation(Feature.HASH, "NullPointerException");
    }

    // ---- outages

    @Test
    void outage_isTheLongestTimeWithoutSuccess_whileTheProcessRan() {
        add(new Call(Feature.VALUE, Outcome.OK, span(0, 10)));
        add(new Call(Feature.VALUE, Outcome.FAILED, span(20, 300)));
        add(new Stalled(span(400, 600)));
        add(new Call(Feature.VALUE, Outcome.OK, span(20, 1_010)));
        add(new Call(Feature.VALUE, Outcome.OK, span(1_020, 1_030)));
        assertThat(Outages.longest(history)).containsEntry(Feature.VALUE, Duration.ofMillis(800));
    }

    // ----

    private static Span span(long beginMillis, long endMillis) {
        return new Span(beginMillis * 1_000, endMillis * 1_000);
    }

    private void add(Observation observation) {
        history.add("w", ObservationText.parse(ObservationText.line(observation)));
    }

    private void write(Feature feature, String key, String id, WriteStep... steps) {
        for (WriteStep step : steps) {
            add(new Write(feature, step, key, id, span(0, step == WriteStep.ATTEMPTED ? 0 : 1)));
        }
    }

    private void visit(Feature feature, int slot, long fence, long enterMillis, long exitMillis) {
        add(new Visit(feature, "m", slot, fence, span(enterMillis, exitMillis), true));
    }

    private void fenced(long fence, long order, boolean accepted, boolean believed) {
        add(new FencedWrite("m", fence, order, accepted, believed, span(order, order)));
    }

    private void admit(Feature feature, int times, long millis) {
        for (int i = 0; i < times; i++) {
            add(new Admitted(feature, "r", span(millis, millis + 1)));
        }
    }

    private List<Finding> findings() {
        return new HistoryChecker(Bounds.DEFAULTS).check(history);
    }

    private void assertViolation(Feature feature, String... parts) {
        assertThat(findings()).singleElement().satisfies(found -> {
            assertThat(found.feature()).isEqualTo(feature);
            assertThat(found.verdict()).isEqualTo(Verdict.VIOLATION);
            assertThat(found.text()).contains(parts);
        });
    }
}
