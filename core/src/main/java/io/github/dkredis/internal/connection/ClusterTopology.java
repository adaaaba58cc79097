package io.github.dkredis.internal.connection;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which primary serves which slot, as this client knows it. Immutable.
 *
 * <p>Nodes may disagree for a while: one that was cut off from the others still believes in what was before. As the
 * nodes themselves do, this keeps the claim with the greatest configuration epoch for each slot, so that what an
 * outdated node says never undoes what is known already.
 */
final class ClusterTopology {

    static final int SLOTS = 16_384;

    /** Nothing is known. */
    static final ClusterTopology EMPTY = new ClusterTopology(new ClusterNode[SLOTS], new long[SLOTS], Set.of());

    private final @Nullable ClusterNode[] owners;
    private final long[] epochs;
    private final Set<ClusterNode> nodes;

    /** A slot of each primary, in ascending order. */
    private final Map<ClusterNode, Integer> firstSlots;

    private ClusterTopology(@Nullable ClusterNode[] owners, long[] epochs, Set<ClusterNode> nodes) {
        this.owners = owners;
        this.epochs = epochs;
        this.nodes = nodes;
        this.firstSlots = new LinkedHashMap<>();
        for (int slot = 0; slot < SLOTS; slot++) {
            ClusterNode owner = owners[slot];
            if (owner != null) {
                firstSlots.putIfAbsent(owner, slot);
            }
        }
    }

    /** {@return the primary of a slot; null if no node is known to serve it} */
    @Nullable
    ClusterNode owner(int slot) {
        return owners[slot];
    }

    /** {@return the primaries that serve slots, by ascending slots} */
    Set<ClusterNode> primaries() {
        return firstSlots.keySet();
    }

    /** {@return one slot of each primary} */
    Collection<Integer> firstSlots() {
        return firstSlots.values();
    }

    /** {@return a slot of a primary; null if it serves none} */
    @Nullable
    Integer firstSlot(ClusterNode primary) {
        return firstSlots.get(primary);
    }

    /** {@return all nodes, replicas included} */
    Set<ClusterNode> nodes() {
        return nodes;
    }

    /** {@return the node at an address; null if none is known there} */
    @Nullable
    ClusterNode at(String host, int port) {
        for (ClusterNode node : nodes) {
            if (node.isAt(host, port)) {
                return node;
            }
        }
        return null;
    }

    /** This topology, after a node said that another one serves a slot. */
    ClusterTopology with(int slot, ClusterNode owner) {
        if (owner.equals(owners[slot])) {
            return this;
        }
        @Nullable ClusterNode[] changed = owners.clone();
        changed[slot] = owner;
        return new ClusterTopology(changed, epochs, nodes);
    }

    /** This topology, after nodes have said how they see the cluster. */
    ClusterTopology with(List<ClusterView> views) {
        @Nullable ClusterNode[] merged = owners.clone();
        long[] mergedEpochs = epochs.clone();
        Set<String> ids = new LinkedHashSet<>();
        views.forEach(view -> ids.addAll(view.ids()));
        for (int slot = 0; slot < SLOTS; slot++) {
            ClusterNode owner = merged[slot];
            if (owner != null && !ids.contains(owner.id())) { // it has left the cluster
                merged[slot] = null;
                mergedEpochs[slot] = 0;
            }
        }
        List<ClusterView.Claim> claims = new ArrayList<>();
        views.forEach(view -> claims.addAll(view.claims()));
        for (ClusterView.Claim claim : claims) {
            for (int slot = claim.from(); slot <= claim.to(); slot++) {
                ClusterNode owner = merged[slot];
                boolean sameNode =
                        owner != null && owner.id().equals(claim.primary().id());
                if (owner == null || claim.epoch() > mergedEpochs[slot] || sameNode) {
                    merged[slot] = claim.primary(); // of the same node, perhaps at another address
                    mergedEpochs[slot] = Math.max(mergedEpochs[slot], claim.epoch());
                }
            }
        }
        Set<ClusterNode> all = new LinkedHashSet<>();
        views.forEach(view -> all.addAll(view.nodes()));
        return new ClusterTopology(merged, mergedEpochs, Set.copyOf(all));
    }

    /** Whether every slot has the same primary in another topology. */
    boolean hasSameOwners(ClusterTopology other) {
        return Arrays.equals(owners, other.owners);
    }
}
