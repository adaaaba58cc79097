package io.github.dkredis;

/** Clients that split keys by hash slot although there is one server, so that a test needs no cluster. */
public final class SplitBySlot {

    private SplitBySlot() {}

    public static DkRedis connect(String uri) {
        return of(DkRedis.builder().uri(uri)).connect();
    }

    public static DkRedisBuilder of(DkRedisBuilder builder) {
        return builder.splitBySlot();
    }
}
