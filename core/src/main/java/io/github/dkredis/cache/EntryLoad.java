package io.github.dkredis.cache;

import org.jspecify.annotations.Nullable;

/**
 * The state of one key while its caller reads or loads the entry: the flight that the caller leads, what it has read so
 * far, and the fill lease if it holds one. One thread at a time uses it.
 */
final class EntryLoad {

    private final EntryAddress address;
    private final Flight flight;
    private ReadResult read = ReadResult.MISS;
    private LeaseReply.@Nullable Granted lease;

    EntryLoad(EntryAddress address, Flight flight) {
        this.address = address;
        this.flight = flight;
    }

    EntryAddress address() {
        return address;
    }

    Object key() {
        return address.key();
    }

    Flight flight() {
        return flight;
    }

    /** Notes the newest result of a read. */
    void read(ReadResult result) {
        read = result;
    }

    /** Whether the entry exists and cannot be decoded, so that a load is to replace it. */
    boolean isUndecodable() {
        return read.kind() == ReadResult.Kind.UNDECODABLE;
    }

    /** Whether an old value was read that is served if loading fails. */
    boolean hasKeptValue() {
        return read.kind() == ReadResult.Kind.STALE_ON_ERROR;
    }

    @Nullable
    Object keptValue() {
        return read.value();
    }

    void granted(LeaseReply.Granted granted) {
        lease = granted;
    }

    /** The fill lease; null if the value must not be stored. */
    LeaseReply.@Nullable Granted lease() {
        return lease;
    }
}
