package io.github.dkredis.chaos.worker;

import io.github.dkredis.chaos.history.Feature;
import java.util.Random;

/** One kind of operation that a thread of a worker repeats. */
interface Load {

    /** {@return the feature that the operation belongs to} */
    Feature feature();

    /** {@return how many times longer than others this load pauses between two operations} */
    default int rarity() {
        return 1;
    }

    /** Runs one operation, and records what the rules need to know of it. */
    void run(Random random) throws Exception;
}
