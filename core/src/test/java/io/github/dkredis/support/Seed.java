package io.github.dkredis.support;

/** The seed of a test with random choices: a new one for each run, or the one that {@code -Ddkredis.seed} gives. */
public final class Seed {

    private static final String PROPERTY = "dkredis.seed";

    private Seed() {}

    /** Returns the seed, and prints it. What threads, processes and the network do is not repeated by it. */
    public static long of(Class<?> test) {
        long seed = Long.getLong(PROPERTY, System.nanoTime());
        System.out.println(test.getSimpleName() + ": -D" + PROPERTY + "=" + seed);
        return seed;
    }
}
