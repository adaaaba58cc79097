package io.github.dkredis.benchmarks.limit;

/** How much there is to be had. */
enum Budget {
    /** More than can be asked for. */
    PLENTY,
    /** One permit an hour, and that has been taken. */
    EXHAUSTED
}
