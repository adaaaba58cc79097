package io.github.dkredis.benchmarks.field;

import io.github.dkredis.DkRedis;
import io.github.dkredis.benchmarks.harness.LibraryVersion;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The product: the field as a map, and as a stream that is digested while it arrives. */
final class ProductFields implements FieldClient {
    private final DkRedis redis;
    private final Way way;

    private ProductFields(int port, Way way) {
        redis = DkRedis.connect("redis://127.0.0.1:" + port);
        this.way = way;
    }

    static List<FieldPeer> peers() {
        String version = LibraryVersion.of("io.github.dkredis", "dkredis");
        return List.of(
                new FieldPeer("dkredis map", version, port -> new ProductFields(port, ProductFields::map)),
                new FieldPeer("dkredis stream", version, port -> new ProductFields(port, ProductFields::stream)));
    }

    @Override
    public Supplier<Digest> ask(String pattern, String field) {
        return way.ask(redis, pattern, field);
    }

    private static Supplier<Digest> map(DkRedis redis, String pattern, String field) {
        Map<String, String> answer = redis.hashes().field(pattern, field);
        return () -> Digest.of(answer);
    }

    private static Supplier<Digest> stream(DkRedis redis, String pattern, String field) {
        try (Stream<Map.Entry<String, String>> answer = redis.hashes().fieldStream(pattern, field)) {
            Digest digest = answer.reduce(
                    Digest.NONE, (sum, entry) -> sum.with(entry.getKey(), entry.getValue()), Digest::with);
            return () -> digest;
        }
    }

    @Override
    public void close() {
        redis.close();
    }

    @FunctionalInterface
    private interface Way {
        Supplier<Digest> ask(DkRedis redis, String pattern, String field);
    }
}
