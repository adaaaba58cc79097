package io.github.dkredis.pickle;

/**
 * The work that a pickle may cause in addition to running its opcodes.
 *
 * <p>With two bytes a pickle can refer to a large value and have it copied, parsed or compared again. A pickle that
 * Python wrote does this only to values that it spells out, so the budget grows with the length of the input.
 */
final class WorkBudget {

    /** The most steps for an element that takes one byte to spell out. */
    static final long STEPS_PER_BYTE = 64;

    private long left;

    WorkBudget(int inputLength) {
        left = 1_000_000 + STEPS_PER_BYTE * inputLength;
    }

    void charge(long steps) {
        left -= steps;
        if (left < 0) {
            throw PickleException.unreadable("it asks for more work than its length accounts for");
        }
    }
}
