package io.github.dkredis.pickle;

/**
 * What reading one pickle may cost beyond its own opcodes. A pickle can refer to a large value with two bytes and have
 * it copied, parsed or compared each time; honest ones do that to values which they spell out, and stay far below.
 */
final class WorkBudget {

    /** What an element may cost at most that takes a byte to spell out. */
    static final long STEPS_A_BYTE = 64;

    private long left;

    WorkBudget(int inputLength) {
        left = 1_000_000 + STEPS_A_BYTE * inputLength;
    }

    void charge(long steps) {
        left -= steps;
        if (left < 0) {
            throw new PickleException(
                    "not a pickle that can be read: it asks for more work than its length accounts for");
        }
    }
}
