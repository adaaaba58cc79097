package io.github.dkredis.benchmarks.field;

import java.util.Map;

/** A digest of an answer that does not depend on the order of its entries: their number, and a sum over them. */
record Digest(long entries, long sum) {
    static final Digest NONE = new Digest(0, 0);

    static Digest of(Map<String, String> answer) {
        Digest digest = NONE;
        for (Map.Entry<String, String> entry : answer.entrySet()) {
            digest = digest.with(entry.getKey(), entry.getValue());
        }
        return digest;
    }

    Digest with(String key, String value) {
        return new Digest(entries + 1, sum + 31L * key.hashCode() + value.hashCode());
    }

    Digest with(Digest other) {
        return new Digest(entries + other.entries, sum + other.sum);
    }
}
