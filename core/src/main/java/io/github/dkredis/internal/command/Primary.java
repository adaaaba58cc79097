package io.github.dkredis.internal.command;

/**
 * A primary that commands without keys can be sent to, such as a {@code SCAN}: the one that serves a hash slot at the
 * moment of sending. After a failover in between, that is the new primary of the slot; the cursor of a scan is then one
 * of another server, so a scan may miss keys or see them twice.
 *
 * @param slot the slot; on one server it has no meaning, since there is only one primary
 */
public record Primary(int slot) {

    /** Any primary: for commands whose answer does not depend on the server. */
    public static final Primary ANY = new Primary(0);

    /** Stands for all primaries while none is known; told apart by its identity. Nothing is sent to it. */
    public static final Primary UNDECIDED = new Primary(0);

    /** The primary of a key. */
    public static Primary of(byte[] key) {
        return new Primary(HashSlots.slot(key));
    }
}
