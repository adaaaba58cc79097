package io.github.dkredis.cli;

import io.github.dkredis.DkRedis;
import io.github.dkredis.DkRedisBuilder;
import io.github.dkredis.testkit.RedisServer;
import io.lettuce.core.SslOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.RedisClusterURIUtil;
import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The root command, with the options that all commands share. */
@Command(
        name = "dkredis",
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        versionProvider = Version.Provider.class,
        usageHelpAutoWidth = true,
        sortOptions = false,
        synopsisSubcommandLabel = "COMMAND",
        description = "Values, hashes, atomics, locks and caches in Redis or Valkey, shared with Python.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:no: the key does not exist, or it holds something else than expected",
            "2:a mistake that you can fix: in the command line, the JSON or a file, or a key"
                    + " that holds another type than the command needs",
            "3:Redis could not be reached, returned an error, or its reply was lost (the"
                    + " command then ran once or not at all; it was not repeated)",
            "70:the lock was lost while the program ran (lock)",
            "75:not now: the lock or the resource is taken (lock, once, cooldown)",
            "other:the exit code of the program that was run (lock, once, cooldown)"
        })
final class GlobalOptions {

    @Option(
            names = "--uri",
            paramLabel = "URI",
            scope = ScopeType.INHERIT,
            description = "redis://[[user:]password@]host[:port][/db], rediss:// for TLS. Default: REDIS_URL,"
                    + " else REDIS_HOST, REDIS_PORT, REDIS_DB, REDIS_USERNAME and REDIS_PASSWORD")
    private @Nullable String uri;

    @Option(names = "--embedded", scope = ScopeType.INHERIT, description = "start a Redis that ends with this command")
    private boolean embedded;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description =
                    "a file whose only line is the password, which replaces a password in the URI or the environment")
    private @Nullable Path passwordFile;

    @Option(
            names = "--ca-file",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "the authority to trust (PEM) when TLS is used. Default: REDIS_CA_FILE")
    private @Nullable Path caFile;

    @Option(
            names = "--cert-file",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "the client certificate (PEM) for TLS; needs --key-file. Default: REDIS_CERT_FILE")
    private @Nullable Path certFile;

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "the private key (PEM) of the client certificate. Default: REDIS_KEY_FILE")
    private @Nullable Path keyFile;

    @Option(
            names = "--time-limit",
            paramLabel = "DURATION",
            scope = ScopeType.INHERIT,
            description = "the time limit for an operation, as 500ms, 5s, 5m. Default: 5s")
    private @Nullable Duration timeLimit;

    @Option(
            names = "--prefix",
            paramLabel = "PREFIX",
            scope = ScopeType.INHERIT,
            description = "what every key and channel begins with, as the program's keyPrefix. Default: DKREDIS_PREFIX")
    private @Nullable String prefix;

    @Option(names = "--pretty", scope = ScopeType.INHERIT, description = "print indented JSON on several lines")
    private boolean pretty;

    @Option(
            names = "--json",
            scope = ScopeType.INHERIT,
            description = "print lists as lines of JSON on a terminal too, where they are tables otherwise")
    private boolean json;

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "print the stack trace of a failure")
    private boolean debug;

    boolean pretty() {
        return pretty;
    }

    boolean json() {
        return json;
    }

    boolean debug() {
        return debug;
    }

    void check() {
        if (embedded && (uri != null || passwordFile != null)) {
            throw new UsageException("--embedded starts its own Redis; leave out --uri and --password-file");
        }
        if (timeLimit != null && timeLimit.compareTo(Duration.ofDays(1)) > 0) {
            throw new UsageException("--time-limit must be at most one day");
        }
    }

    /** Connects, runs a command, and closes the connection. */
    ExitCode connect(Console console, Body body) {
        if (!embedded) {
            Map<String, String> environment = withCertificates(console.environment());
            return connect(ServerAddress.of(uri, passwordFile, environment), environment, body);
        }
        console.say("the embedded Redis ends with this command, and its data with it");
        try (RedisServer server = embedded()) {
            return connect(server.uri().toString(), console.environment(), body);
        }
    }

    private static RedisServer embedded() {
        try {
            return RedisServer.start();
        } catch (IllegalStateException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e); // no server for this platform
        }
    }

    /** The environment with the certificates of the command line in place of its own. */
    private Map<String, String> withCertificates(Map<String, String> environment) {
        if ((certFile == null) != (keyFile == null)) {
            throw new UsageException("--cert-file and --key-file are only useful together");
        }
        Map<String, String> changed = new HashMap<>(environment);
        if (caFile != null) {
            changed.put("REDIS_CA_FILE", caFile.toString());
        }
        if (certFile != null && keyFile != null) {
            changed.put("REDIS_CERT_FILE", certFile.toString());
            changed.put("REDIS_KEY_FILE", keyFile.toString());
        }
        return changed;
    }

    private ExitCode connect(String address, Map<String, String> environment, Body body) {
        String keyPrefix = prefix == null ? environment.getOrDefault("DKREDIS_PREFIX", "") : prefix;
        DkRedisBuilder builder =
                DkRedis.builder().uri(address).clientName("dkredis-cli").keyPrefix(keyPrefix);
        if (address.startsWith("rediss")) {
            builder = certificates(builder, environment);
        }
        if (timeLimit != null) {
            builder = builder.timeout(timeLimit).connectTimeout(timeLimit);
        }
        try (DkRedis redis = builder.connect();
                Plain plain = new Plain(redis, () -> clusterClient(address, environment))) {
            return body.run(redis, plain);
        }
    }

    /** A client that reaches all primaries of a cluster, at the same address and with the same certificates. */
    private static RedisClusterClient clusterClient(String address, Map<String, String> environment) {
        RedisClusterClient client = RedisClusterClient.create(Stream.of(ServerAddress.parts(address))
                .flatMap(part -> RedisClusterURIUtil.toRedisURIs(URI.create(part)).stream())
                .toList());
        SslOptions.Builder certificates = SslOptions.builder().jdkSslProvider();
        String authority = environment.get("REDIS_CA_FILE");
        String certificate = environment.get("REDIS_CERT_FILE");
        String key = environment.get("REDIS_KEY_FILE");
        if (authority != null) {
            certificates.trustManager(new File(authority));
        }
        if (certificate != null && key != null) {
            certificates.keyManager(new File(certificate), new File(key), new char[0]);
        }
        client.setOptions(
                ClusterClientOptions.builder().sslOptions(certificates.build()).build());
        return client;
    }

    private static DkRedisBuilder certificates(DkRedisBuilder builder, Map<String, String> environment) {
        String authority = environment.get("REDIS_CA_FILE");
        String certificate = environment.get("REDIS_CERT_FILE");
        String key = environment.get("REDIS_KEY_FILE");
        DkRedisBuilder changed = builder;
        try {
            if (authority != null) {
                changed = changed.caCertificate(Path.of(authority));
            }
            return certificate == null || key == null
                    ? changed
                    : changed.clientCertificate(Path.of(certificate), Path.of(key));
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    /** Something that needs a connection. */
    @FunctionalInterface
    interface Body {
        ExitCode run(DkRedis redis, Plain plain);
    }
}
