package io.github.dkredis.testkit;

import io.github.dkredis.testkit.ServerOptions.Transport;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Settings of a server that is to be started. Immutable: each method returns a new builder.
 *
 * <p>By default the first server of {@link RedisBinary#all} runs, without a password and without persistence.
 */
public final class RedisServerBuilder {

    private final ServerOptions options;

    RedisServerBuilder(ServerOptions options) {
        this.options = options;
    }

    /** {@return a builder that runs the given program; the default is the first of {@link RedisBinary#all}} */
    public RedisServerBuilder binary(RedisBinary binary) {
        return new RedisServerBuilder(options.withBinary(binary));
    }

    /**
     * {@return a builder that gives the default user a password ({@code requirepass}); by default it has no password}
     */
    public RedisServerBuilder password(String password) {
        return new RedisServerBuilder(options.withPassword(password));
    }

    /**
     * Adds an ACL user.
     *
     * @param name the user's name
     * @param rules as in {@code ACL SETUSER}, for example {@code "on", ">secret", "~*", "&*", "+@all"}
     * @return a builder with that user
     */
    public RedisServerBuilder user(String name, String... rules) {
        List<String> words = new ArrayList<>(List.of(name));
        Collections.addAll(words, rules);
        return line(ConfigLine.of("user", words));
    }

    /**
     * Limits the memory for data.
     *
     * @param bytes the limit; above zero
     * @param policy the eviction policy, such as {@code noeviction} or {@code allkeys-lru}
     * @return a builder with that limit
     */
    public RedisServerBuilder maxMemory(long bytes, String policy) {
        return config("maxmemory", Long.toString(bytes)).config("maxmemory-policy", policy);
    }

    /**
     * Makes data survive {@link RedisServer#stop} and {@link RedisServer#kill}, with an append-only file.
     *
     * @return a builder with persistence
     */
    public RedisServerBuilder persistent() {
        return config("appendonly", "yes");
    }

    /** {@return a builder whose server also listens on a Unix socket} */
    public RedisServerBuilder unixSocket() {
        return new RedisServerBuilder(options.withTransport(Transport.UNIX_SOCKET));
    }

    /** {@return a builder whose server also listens on a second port with TLS, with a self-signed certificate} */
    public RedisServerBuilder tls() {
        return new RedisServerBuilder(options.withTransport(Transport.TLS));
    }

    /**
     * Makes the server listen on a second port with TLS too.
     *
     * @param authority whose client certificates the server accepts
     * @param certificate the server's own certificate, from this authority or another one
     * @return a builder with TLS
     */
    public RedisServerBuilder tls(CertificateAuthority authority, IssuedCertificate certificate) {
        return tls(new TlsOptions(authority.certificate(), certificate, TlsOptions.Clients.WITHOUT_CERTIFICATE));
    }

    RedisServerBuilder tls(TlsOptions files) {
        return new RedisServerBuilder(options.withTls(files));
    }

    /**
     * Makes the server refuse clients without a certificate on the TLS port.
     *
     * @return a builder with that setting
     * @throws IllegalStateException if no authority was given with {@link #tls(CertificateAuthority,
     *     IssuedCertificate)}
     */
    public RedisServerBuilder requireClientCertificate() {
        TlsOptions tls = options.tls()
                .orElseThrow(
                        () -> new IllegalStateException("Give an authority first, with tls(authority, certificate)"));
        return new RedisServerBuilder(options.withTls(tls.withClients(TlsOptions.Clients.WITH_CERTIFICATE)));
    }

    /**
     * Adds a line of {@code redis.conf}. A later line overrides an earlier one.
     *
     * @param directive the first word
     * @param values the other words; quoted as needed
     * @return a builder with that line
     */
    public RedisServerBuilder config(String directive, String... values) {
        return line(ConfigLine.of(directive, values));
    }

    RedisServerBuilder mode(ServerOptions.Mode mode) {
        return new RedisServerBuilder(options.withMode(mode));
    }

    /** Adds a line of {@code redis.conf} unchanged. */
    RedisServerBuilder line(String line) {
        return new RedisServerBuilder(options.withLine(line));
    }

    /**
     * Starts the server and waits until it answers.
     *
     * @return the running server
     * @throws ServerStartException if the process ends, or does not answer within 20 seconds
     */
    public RedisServer start() {
        return new RedisServer(options);
    }
}
