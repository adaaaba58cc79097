package io.github.dkredis.testkit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a server is to be started; immutable, each method returns a new one.
 *
 * <p>Without any setting: the embedded Redis, or an installed one where there is none; no password, no persistence.
 */
public final class RedisServerBuilder {

    enum Trait {
        UNIX_SOCKET,
        TLS
    }

    private final @Nullable RedisBinary binary;
    private final @Nullable String password;
    private final Set<Trait> traits;
    private final List<String> lines;

    private RedisServerBuilder(
            @Nullable RedisBinary binary, @Nullable String password, Set<Trait> traits, List<String> lines) {
        this.binary = binary;
        this.password = password;
        this.traits = traits;
        this.lines = lines;
    }

    static RedisServerBuilder defaults() {
        return new RedisServerBuilder(null, null, EnumSet.noneOf(Trait.class), List.of());
    }

    /**
     * Which program to run; by default the first of {@link RedisBinary#all}.
     *
     * @param binary the program
     * @return with that setting
     */
    public RedisServerBuilder binary(RedisBinary binary) {
        return new RedisServerBuilder(binary, password, traits, lines);
    }

    /**
     * The password of the default user, as {@code requirepass}; by default there is none.
     *
     * @param password any text
     * @return with that setting
     */
    public RedisServerBuilder password(String password) {
        return new RedisServerBuilder(binary, password, traits, lines).config("requirepass", password);
    }

    /**
     * One more ACL user.
     *
     * @param name its name
     * @param rules as in {@code ACL SETUSER}, for example {@code "on", ">secret", "~*", "&*", "+@all"}
     * @return with that user
     */
    public RedisServerBuilder user(String name, String... rules) {
        List<String> words = new ArrayList<>(List.of(name));
        Collections.addAll(words, rules);
        return config("user", words.toArray(String[]::new));
    }

    /**
     * A bound on the memory for data.
     *
     * @param bytes the bound; above zero
     * @param policy what to evict: {@code noeviction}, {@code allkeys-lru} …
     * @return with that setting
     */
    public RedisServerBuilder maxMemory(long bytes, String policy) {
        return config("maxmemory", Long.toString(bytes)).config("maxmemory-policy", policy);
    }

    /**
     * Writes an append-only file, so that data outlives {@link RedisServer#stop} and {@link RedisServer#kill}.
     *
     * @return with that setting
     */
    public RedisServerBuilder persistent() {
        return config("appendonly", "yes");
    }

    /**
     * Listens on a Unix socket too.
     *
     * @return with that setting
     */
    public RedisServerBuilder unixSocket() {
        return with(Trait.UNIX_SOCKET);
    }

    /**
     * Listens on a second port with TLS, with a certificate made for this server.
     *
     * @return with that setting
     */
    public RedisServerBuilder tls() {
        return with(Trait.TLS);
    }

    /**
     * Any line of {@code redis.conf}; a later one wins over an earlier one.
     *
     * @param directive its first word
     * @param values the other words; quoted as needed
     * @return with that line
     */
    public RedisServerBuilder config(String directive, String... values) {
        return line(ConfigLine.of(directive, values));
    }

    /** One line as it is. */
    RedisServerBuilder line(String line) {
        List<String> more = new ArrayList<>(lines);
        more.add(line);
        return new RedisServerBuilder(binary, password, traits, List.copyOf(more));
    }

    /**
     * Starts the server and waits until it answers.
     *
     * @return the running server
     * @throws ServerStartException when it ends instead, or does not answer within 20 seconds
     */
    public RedisServer start() {
        return new RedisServer(this);
    }

    RedisBinary binary() {
        return binary == null ? RedisBinary.all().get(0) : binary;
    }

    Optional<String> password() {
        return Optional.ofNullable(password);
    }

    boolean has(Trait trait) {
        return traits.contains(trait);
    }

    List<String> lines() {
        return lines;
    }

    private RedisServerBuilder with(Trait trait) {
        Set<Trait> more = EnumSet.of(trait);
        more.addAll(traits);
        return new RedisServerBuilder(binary, password, more, lines);
    }
}
