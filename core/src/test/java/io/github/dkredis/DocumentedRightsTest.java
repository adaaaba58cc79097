package io.github.dkredis;

import io.github.dkredis.support.FeatureRights;
import io.github.dkredis.support.SharedCluster;
import io.github.dkredis.testkit.ClusterGroup;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rights in {@code docs/security.md} suffice: each feature is used by a user that has those of its row and nothing
 * else. Caught: a row without {@code getrange}, whose refusal a script took for another value.
 */
class DocumentedRightsTest {

    static Stream<FeatureRights> features() {
        return Stream.of(
                new FeatureRights("values", "values"),
                new FeatureRights("hashes", "hashes"),
                new FeatureRights("atomics", "atomics"),
                new FeatureRights("mutex", "mutex"),
                new FeatureRights("mutex", "lease"),
                new FeatureRights("mutex", "multiMutex"),
                new FeatureRights("mutex", "multiLease"),
                new FeatureRights("fetch lock", "fetchLock"),
                new FeatureRights("fetch lock", "fetchLocks"),
                new FeatureRights("cooldown", "cooldown"),
                new FeatureRights("rate limiter", "rateLimiter"),
                new FeatureRights("semaphore", "semaphore"),
                new FeatureRights("semaphore", "permit"),
                new FeatureRights("named cache", "cache"),
                new FeatureRights("named cache", "nearCache"),
                new FeatureRights("named cache", "loadingCache"),
                new FeatureRights("`redis.cache()", "objectCache"),
                new FeatureRights("`redis.cache()", "invalidator"));
    }

    @Nested
    @RedisTest(leftovers = {Leftover.THREADS, Leftover.CONNECTIONS})
    class OnOneServer {

        @ParameterizedTest
        @MethodSource("io.github.dkredis.DocumentedRightsTest#features")
        void feature_withTheRightsOfItsRow_works(FeatureRights feature, RedisServer server) throws Exception {
            FeatureRights.Administrator administrator = words -> Collections.singletonList(server.command(words));
            feature.use(administrator, server.uri().toString(), List.of());
        }
    }

    @Nested
    @ExtendWith(SharedCluster.class)
    class InACluster {

        @ParameterizedTest
        @MethodSource("io.github.dkredis.DocumentedRightsTest#features")
        void feature_withTheRightsOfItsRowAndOfClusters_works(FeatureRights feature, ClusterGroup cluster)
                throws Exception {
            try {
                feature.use(words -> all(cluster, words), cluster.uri().toString(), List.of("Redis Cluster"));
            } finally {
                cluster.primaries().forEach(node -> node.command("FLUSHALL"));
            }
        }

        /** Planted: no right to {@code asking}; the calls were not served before their slot had arrived. */
        @Test
        void values_slotIsBeingMoved_areServed(ClusterGroup cluster) throws Exception {
            int slot = cluster.slot("app:k");
            RedisServer owner = cluster.primaryOf(slot);
            RedisServer target = cluster.primaries().stream()
                    .filter(node -> node != owner)
                    .findFirst()
                    .orElseThrow();
            cluster.beginMigration(slot, target);
            try {
                new FeatureRights("values", "values")
                        .use(words -> all(cluster, words), cluster.uri().toString(), List.of("Redis Cluster"));
            } finally {
                cluster.moveKeys(slot, target);
                cluster.finishMigration(slot, target);
                cluster.primaries().forEach(node -> node.command("FLUSHALL"));
            }
        }

        private static List<@Nullable Object> all(ClusterGroup cluster, String... words) {
            List<@Nullable Object> replies = new ArrayList<>();
            cluster.nodes().forEach(node -> replies.add(node.command(words)));
            return replies;
        }
    }
}
