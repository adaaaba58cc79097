package io.github.dkredis.lock;

import io.github.dkredis.lock.SimulatedClient.Move;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Tries every sequence of moves up to a length, each to its end. */
final class SequenceExplorer {

    private static final int MAX_VIOLATIONS = 5;

    private final List<String> found = new ArrayList<>();
    private final Set<String> states = new TreeSet<>();
    private final Deque<Move> path = new ArrayDeque<>();
    private long sequences;

    List<String> explore(int depth) {
        explore(new SimulatedClient(), depth);
        return found;
    }

    long sequences() {
        return sequences;
    }

    Set<String> statesSeen() {
        return states;
    }

    private void explore(SimulatedClient client, int depth) {
        states.add(client.stateName());
        if (depth == 0) {
            sequences++;
            client.finish();
            report(client);
            return;
        }
        for (Move move : Move.values()) {
            if (client.canMove(move) && found.size() < MAX_VIOLATIONS) {
                SimulatedClient next = new SimulatedClient(client);
                path.addLast(move);
                next.move(move);
                if (next.violations().isEmpty()) {
                    explore(next, depth - 1);
                } else {
                    report(next);
                }
                path.removeLast();
            }
        }
    }

    private void report(SimulatedClient client) {
        client.violations().stream()
                .limit(1)
                .forEach(violation -> found.add(violation + ", after " + List.copyOf(path)));
    }
}
