package io.github.dkredis.support;

import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.ClusterGroup;
import io.github.dkredis.testkit.RedisServer;
import java.time.Duration;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One cluster for all test classes of a run, since its start takes seconds: three primaries with a replica each. Nodes
 * that a test has killed run again after it, and the cluster is complete.
 */
public final class SharedCluster implements ParameterResolver, AfterEachCallback {

    public static final String PASSWORD = "cluster-s3cret";

    private static final Namespace NAMESPACE = Namespace.create(SharedCluster.class);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Closed when the run ends. */
    private record Holder(ClusterGroup cluster) implements AutoCloseable {
        @Override
        public void close() {
            cluster.close();
        }
    }

    private static ClusterGroup cluster(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(
                        "cluster",
                        key -> new Holder(
                                RedisServer.cluster().password(PASSWORD).start()),
                        Holder.class)
                .cluster();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == ClusterGroup.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return cluster(context);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        ClusterGroup cluster = cluster(context);
        for (RedisServer node : cluster.nodes()) {
            if (!node.isRunning()) {
                node.restart();
            }
        }
        Await.until(cluster::isComplete, LIMIT, () -> "the cluster is not complete after the test");
    }
}
