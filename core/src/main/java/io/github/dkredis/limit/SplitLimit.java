package io.github.dkredis.limit;

import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.OperationJoins;
import io.github.dkredis.internal.connection.Client;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Limited resources in several hash slots of a cluster. One script takes the permits of one slot, so the slots are
 * asked one after the other. If one denies its permits or fails, the permits of those before are given back. They are
 * never given back to a slot whose reply was lost: nothing may have been taken there.
 */
final class SplitLimit {

    /** The scripts of the slots, in ascending order. */
    private final List<LimitScript> slots;

    SplitLimit(Client client, List<List<LimitedResource>> slots) {
        this.slots = slots.stream()
                .map(resources -> new LimitScript(client, resources))
                .toList();
    }

    /** Asks without taking anything. */
    Operation<LimitReply> peek(long cost) {
        return OperationJoins.allOf(slots.stream().map(slot -> slot.peek(cost)).toList())
                .map(SplitLimit::together);
    }

    /** Takes the permits of all slots or of none. */
    Operation<LimitReply> take(PermitRequest request) {
        return Operation.defer(() -> {
            List<LimitReply> taken = new ArrayList<>(slots.size());
            return takeFrom(0, request, taken).whenDone((reply, failure) -> {
                if (reply == null || reply.denied().isPresent()) {
                    giveBack(request.cost(), taken);
                }
            });
        });
    }

    private Operation<LimitReply> takeFrom(int slot, PermitRequest request, List<LimitReply> taken) {
        return slots.get(slot).askTimed(request).then(reply -> {
            if (reply.denied().isPresent()) {
                return Operation.of(reply);
            }
            taken.add(reply);
            return slot + 1 == slots.size() ? Operation.of(together(taken)) : takeFrom(slot + 1, request, taken);
        });
    }

    /** The replies are not awaited. What is lost on the way stays taken. */
    private void giveBack(long cost, List<LimitReply> taken) {
        for (int i = 0; i < taken.size(); i++) {
            slots.get(i).giveBack(cost, taken.get(i));
        }
    }

    /** The longest denial, if there is one; else the longest wait, and the permits left at the tightest resource. */
    private static LimitReply together(List<LimitReply> replies) {
        LimitReply longest = replies.stream()
                .max(Comparator.comparing((LimitReply reply) -> reply.denied().isPresent())
                        .thenComparingLong(LimitReply::waitMicros))
                .orElseThrow();
        long remaining = replies.stream().mapToLong(LimitReply::remaining).min().orElseThrow();
        return new LimitReply(
                longest.denied(), longest.waitMicros(), remaining, longest.sentAtNanos(), longest.decidedAtMicros());
    }
}
