package io.github.dkredis.lock;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every sequence of a few events, from the first caller on, against a model of the server: whatever happens in whatever
 * order, no two leases are held at the same time, no fencing token repeats, and once no caller is left the client neither
 * owns the key nor waits in the queue. No connection, no thread and no clock are involved.
 *
 * <p>Planted once, and each found here: a release that forgets the callers that wait (they are never served); a renewal's
 * late reply that revives a lease; a client that is closed while it asks and abandons nothing (the key stays owned). Found
 * here with eight events: a poll that was under way when the lock was taken away was granted afterwards, to no caller.
 */
class MutexStateMachineTest {

    @Test
    void everySequence_ofSixEvents_keepsTheInvariants() {
        explore(6);
    }

    @Test
    @Tag("campaign")
    void everySequence_ofEightEvents_keepsTheInvariants() {
        explore(8);
    }

    private static void explore(int depth) {
        SequenceExplorer explorer = new SequenceExplorer();
        List<String> violations = explorer.explore(depth);
        assertThat(violations).isEmpty();
        assertThat(explorer.sequences()).isGreaterThan(10_000);
        assertThat(explorer.statesSeen()).containsExactlyInAnyOrder("Idle", "Asking", "Queued", "Verifying", "Owned");
    }
}
