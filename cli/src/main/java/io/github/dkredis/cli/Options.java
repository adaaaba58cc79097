package io.github.dkredis.cli;

import io.github.dkredis.DkRedis;
import io.github.dkredis.DkRedisBuilder;
import io.github.dkredis.testkit.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command without a name of its own: what all others share. */
@Command(
        name = "dkredis",
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        usageHelpAutoWidth = true,
        sortOptions = false,
        synopsisSubcommandLabel = "COMMAND",
        description = "Values, hashes, atomic changes, locks and caches in Redis, shared with Python.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:no: there is no such key, or it holds something else than expected",
            "2:to be mended on this side: the command line, the JSON, a file, or a key"
                    + " that holds something else than the command is for",
            "3:Redis could not be reached, refused, or its answer was lost (the command"
                    + " then ran once or not at all; it was not repeated)",
            "70:the lock was lost while the command ran (lock)",
            "75:not now: the lock, or the resource, is taken (lock, once, cooldown)",
            "other:that of the command which was run (lock, once, cooldown)"
        })
final class Options {

    @Option(
            names = "--uri",
            paramLabel = "URI",
            scope = ScopeType.INHERIT,
            description = "redis://[[user:]password@]host[:port][/db], rediss:// for TLS. Default: REDIS_URL,"
                    + " else REDIS_HOST, REDIS_PORT, REDIS_DB, REDIS_USERNAME and REDIS_PASSWORD")
    private @Nullable String uri;

    @Option(
            names = "--embedded",
            scope = ScopeType.INHERIT,
            description = "start a Redis for this command, which ends with it")
    private boolean embedded;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "a file whose only line is the password; it replaces that of the URI or the environment")
    private @Nullable Path passwordFile;

    @Option(
            names = "--time-limit",
            paramLabel = "DURATION",
            scope = ScopeType.INHERIT,
            description = "how long an operation may take, as 500ms, 5s, 5m. Default: 5s")
    private @Nullable Duration timeLimit;

    @Option(names = "--pretty", scope = ScopeType.INHERIT, description = "print JSON indented, on several lines")
    private boolean pretty;

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "print the stack trace of a failure")
    private boolean debug;

    boolean pretty() {
        return pretty;
    }

    boolean debug() {
        return debug;
    }

    void check() {
        if (embedded && (uri != null || passwordFile != null)) {
            throw new UsageException("--embedded starts a Redis of its own; leave out --uri and --password-file");
        }
        if (timeLimit != null && timeLimit.compareTo(Duration.ofDays(1)) > 0) {
            throw new UsageException("--time-limit is at most a day");
        }
    }

    /** Connects, for as long as the scope runs. */
    int call(Console console, RedisScope scope) {
        if (!embedded) {
            return call(ServerAddress.of(uri, passwordFile, console.environment()), scope);
        }
        console.say("the embedded Redis ends with this command, and its data with it");
        try (RedisServer server = RedisServer.start()) {
            return call(server.uri().toString(), scope);
        }
    }

    private int call(String address, RedisScope scope) {
        DkRedisBuilder builder = DkRedis.builder().uri(address).clientName("dkredis-cli");
        if (timeLimit != null) {
            builder = builder.timeout(timeLimit).connectTimeout(timeLimit);
        }
        try (DkRedis redis = builder.connect()) {
            return scope.run(redis);
        }
    }

    /** What is done with a connection. */
    @FunctionalInterface
    interface RedisScope {
        int run(DkRedis redis);
    }
}
