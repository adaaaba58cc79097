package io.github.dkredis.benchmarks.limit;

/** How many permits are available. */
enum Budget {
    /** More than the threads can ask for. */
    PLENTY,
    /** One permit per hour, which has been taken. */
    EXHAUSTED
}
