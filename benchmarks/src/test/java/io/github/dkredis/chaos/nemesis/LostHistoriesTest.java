package io.github.dkredis.chaos.nemesis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.chaos.history.Observation.LostHistory;
import io.github.dkredis.chaos.history.Span;
import io.github.dkredis.chaos.nemesis.ReplicationSample.Role;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Failovers as samples of the primary {@code a} and its replica {@code b} show them; times are in milliseconds. */
class LostHistoriesTest {

    private static ReplicationSample primary(long atMillis, String id, long offset) {
        return new ReplicationSample(atMillis * 1_000, Role.PRIMARY, id, offset, "none", -1);
    }

    private static ReplicationSample replica(long atMillis, String id, long offset) {
        return new ReplicationSample(atMillis * 1_000, Role.REPLICA, id, offset, "none", -1);
    }

    private static ReplicationSample promoted(long atMillis, String id, long offset, String formerId, long formerEnd) {
        return new ReplicationSample(atMillis * 1_000, Role.PRIMARY, id, offset, formerId, formerEnd);
    }

    @Test
    void of_noFailover_isNothing() {
        assertThat(LostHistories.of(Map.of(
                        "a", List.of(primary(100, "one", 10), primary(200, "one", 20)),
                        "b", List.of(replica(100, "one", 10), replica(200, "one", 20)))))
                .isEmpty();
    }

    @Test
    void of_killedPrimary_isFromTheLastOffsetOfItsSuccessorToThePromotion() {
        List<LostHistory> lost = LostHistories.of(Map.of(
                "a",
                List.of(
                        primary(100, "one", 10),
                        primary(200, "one", 20),
                        primary(300, "one", 30),
                        ReplicationSample.gone(400)),
                "b",
                List.of(replica(100, "one", 10), replica(300, "one", 20), promoted(1_400, "two", 25, "one", 26))));
        assertThat(lost).containsExactly(new LostHistory("a", new Span(200_000, 1_900_000)));
    }

    @Test
    void of_isolatedPrimary_lastsUntilItIsDemoted() {
        List<LostHistory> lost = LostHistories.of(Map.of(
                "a",
                List.of(
                        primary(100, "one", 10),
                        primary(200, "one", 20),
                        primary(3_000, "one", 40),
                        replica(3_300, "two", 50)),
                "b",
                List.of(replica(200, "one", 20), promoted(1_400, "two", 20, "one", 21))));
        assertThat(lost).containsExactly(new LostHistory("a", new Span(200_000, 3_800_000)));
    }

    @Test
    void of_processThatStartsAgainAsAPrimary_isNothing() {
        assertThat(LostHistories.of(Map.of(
                        "a",
                        List.of(primary(100, "one", 10), primary(5_000, "one", 90)),
                        "b",
                        List.of(
                                replica(100, "one", 10),
                                ReplicationSample.gone(200),
                                promoted(900, "two", 10, "one", 11)))))
                .isEmpty();
    }

    @Test
    void parse_replicationSection_findsRoleAndOffsets() {
        String info = "# Replication\r\nrole:master\r\nconnected_slaves:1\r\nmaster_replid:aa\r\n"
                + "master_replid2:bb\r\nmaster_repl_offset:70\r\nsecond_repl_offset:41\r\n";
        assertThat(ReplicationSample.parse(5, info))
                .isEqualTo(new ReplicationSample(5, Role.PRIMARY, "aa", 70, "bb", 41));
    }
}
