package io.github.dkredis.pickle;

/**
 * What values take on the heap of a 64-bit JVM, in bytes, rounded up. {@link ReadBudget} is charged with these figures.
 */
final class Heap {

    static final int REFERENCE = 4;
    static final int LIST = 32;
    static final int DICT = 64;
    static final int SET = 80;
    static final int TUPLE = 48;
    static final int OBJECT = 64;
    static final int GLOBAL = 24;
    /** A date, a number or another value of a fixed size that a known constructor makes. */
    static final int SCALAR = 64;

    /** The first element of a list takes its array too. */
    static final int FIRST_ELEMENT = 56;
    /** A list grows by half, and the old array lives while it is copied. */
    static final int ELEMENT = 8;
    /** The first entry of a hash table takes the table too. */
    static final int FIRST_ENTRY = 128;

    static final int ENTRY = 56;

    private Heap() {}

    /** Charges for elements that are added to a list of the given size. */
    static void chargeElements(ReadBudget budget, int size, int added) {
        budget.heap((size == 0 && added > 0 ? FIRST_ELEMENT : 0) + (long) ELEMENT * added);
    }
}
