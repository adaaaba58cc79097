package io.github.dkredis.cache;

/** What a script that changes an entry replies, in rising order. */
enum ChangeReply {
    /** Nothing has changed, because the cache has another generation than the one of the key. */
    OTHER_GENERATION(-1),
    /** The entry or the caller's tombstone did not exist, or another tombstone refused the value. */
    UNCHANGED(0),
    /** The entry or the tombstone was stored or removed. */
    CHANGED(1),
    /** The tombstone was removed, and the value of its caller stored. */
    REPLACED(2);

    private final long number;

    ChangeReply(long number) {
        this.number = number;
    }

    static ChangeReply of(long reply) {
        if (reply < 0) {
            return OTHER_GENERATION;
        }
        return reply == 0 ? UNCHANGED : reply == 1 ? CHANGED : REPLACED;
    }

    /** The number that stands for this reply in scripts. */
    long number() {
        return number;
    }

    /** The reply of two changes that belong together: the higher one. */
    ChangeReply or(ChangeReply other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
