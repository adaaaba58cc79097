package io.github.dkredis.benchmarks.mutex;

/** The state in which a JVM is killed. */
enum Victim {
    /** One of its threads holds the lock. */
    HOLDER,
    /** Its threads wait for the lock, which another JVM holds. */
    WAITER;

    /** {@return whether that JVM is in this state now} */
    boolean isNow(CriticalSection section, int jvm) {
        return switch (this) {
            case HOLDER -> section.isInside(jvm);
            case WAITER -> !section.isEmpty() && !section.isInside(jvm);
        };
    }

    /** {@return whether that JVM, which is now dead, died in this state} */
    boolean diedSo(CriticalSection section, int jvm) {
        return section.isInside(jvm) == (this == HOLDER);
    }
}
