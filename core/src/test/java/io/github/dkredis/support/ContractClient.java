package io.github.dkredis.support;

import io.github.dkredis.DkRedis;
import io.github.dkredis.DkRedisBuilder;
import io.github.dkredis.testkit.FaultProxy;
import io.github.dkredis.testkit.RedisServer;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * The clients of the contracts. If the test class has a key prefix, they have it too, and they are a user who may touch
 * nothing but keys and channels with that prefix, by no other commands than those in the table of
 * {@code docs/security.md}. Such a run of a contract shows that the feature needs no more than that.
 */
public final class ContractClient {

    private static final String USER = "restricted";
    private static final String PASSWORD = "pw";

    private ContractClient() {}

    /** {@return a new client of the server or its group} */
    public static DkRedis connect(RedisServer server) {
        return builder(server).connect();
    }

    /** {@return a new client that reaches the server through a proxy} */
    public static DkRedis connect(RedisServer server, FaultProxy proxy) {
        return builder(server, proxy).connect();
    }

    /** {@return a builder for a client of the server or its group} */
    public static DkRedisBuilder builder(RedisServer server) {
        return builder(server, server.uri());
    }

    /** {@return a builder for a client that reaches the server through a proxy} */
    public static DkRedisBuilder builder(RedisServer server, FaultProxy proxy) {
        return builder(server, proxy.uri());
    }

    private static DkRedisBuilder builder(RedisServer server, URI uri) {
        if (server.keyPrefix().isEmpty()) {
            return DkRedis.builder().uri(uri.toString());
        }
        createUser(server);
        String restricted = uri.toString().replaceFirst("://", "://" + USER + ":" + PASSWORD + "@");
        return DkRedis.builder().uri(restricted).keyPrefix(server.keyPrefix());
    }

    /** Creates the user unless it exists; a test that restarts its server calls this too. */
    public static void createUser(RedisServer server) {
        String prefix = server.keyPrefix();
        if (prefix.isEmpty() || server.command("ACL", "GETUSER", USER) != null) {
            return;
        }
        List<String> words = new ArrayList<>(List.of("ACL", "SETUSER", USER, "reset", "resetchannels", "on"));
        words.addAll(List.of(">" + PASSWORD, "~" + prefix + "*", "&" + prefix + "*"));
        words.addAll(DocumentedRights.allCommands());
        server.command(words.toArray(String[]::new));
    }

    /**
     * A key that is derived from another one, such as a queue, as {@link RedisServer#command} takes it.
     *
     * @param kind what its name begins with
     * @param key the other key, which it has as its hash tag
     */
    public static String companion(RedisServer server, String kind, String key) {
        return kind + "{" + server.keyPrefix() + key + "}";
    }
}
