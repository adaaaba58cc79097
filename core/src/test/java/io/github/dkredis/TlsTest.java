package io.github.dkredis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dkredis.RedisUnavailableException.Reason;
import io.github.dkredis.testkit.CertificateAuthority;
import io.github.dkredis.testkit.IssuedCertificate;
import io.github.dkredis.testkit.RedisServer;
import io.lettuce.core.SslOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates: the right ones work, and each wrong one is refused with a sentence that says what to do. */
class TlsTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private static CertificateAuthority authority;
    private static CertificateAuthority stranger;
    private static IssuedCertificate client;

    /** Requires client certificates. */
    private static RedisServer strict;

    @BeforeAll
    static void start() {
        authority = CertificateAuthority.create();
        stranger = CertificateAuthority.create();
        client = authority.client("billing");
        strict = RedisServer.builder()
                .tls(authority, authority.server())
                .requireClientCertificate()
                .start();
    }

    @AfterAll
    static void stop() {
        strict.close();
        authority.close();
        stranger.close();
    }

    private static DkRedisBuilder to(RedisServer server) {
        return DkRedis.builder(Map.of()).uri(server.tlsUri().toString()).connectTimeout(LONG);
    }

    private static RedisUnavailableException refused(DkRedisBuilder builder) {
        RedisUnavailableException refusal = catchThrowableOfType(
                RedisUnavailableException.class, () -> builder.connect().close());
        assertThat(refusal).isNotNull();
        assertThat(refusal.reason()).as(refusal.getMessage()).isEqualTo(Reason.TLS);
        return refusal;
    }

    @Test
    void connect_authorityAndClientCertificate_works() {
        try (DkRedis redis = to(strict)
                .caCertificate(authority.certificate())
                .clientCertificate(client.certificate(), client.key())
                .connect()) {
            redis.values().set("k", "v".repeat(1 << 20), Duration.ofMinutes(1));

            assertThat(redis.values().get("k", String.class)).isPresent();
        }
    }

    @Test
    void connect_certificatesOfTheEnvironment_works() {
        Map<String, String> files = Map.of(
                "REDIS_CA_FILE", authority.certificate().toString(),
                "REDIS_CERT_FILE", client.certificate().toString(),
                "REDIS_KEY_FILE", client.key().toString());
        Map<String, String> parts = new java.util.HashMap<>(files);
        parts.put("REDIS_HOST", "127.0.0.1");
        parts.put("REDIS_PORT", Integer.toString(strict.tlsUri().getPort()));
        Map<String, String> url = new java.util.HashMap<>(files);
        url.put("REDIS_URL", strict.tlsUri().toString());
        for (Map<String, String> environment : java.util.List.of(parts, url)) {
            try (DkRedis redis =
                    DkRedis.builder(environment).connectTimeout(LONG).connect()) {
                redis.ping();
            }
        }
    }

    @Test
    void connect_noClientCertificate_saysHowToGiveOne() {
        assertThat(refused(to(strict).caCertificate(authority.certificate())))
                .hasMessageContaining("requires a client certificate")
                .hasMessageContaining("REDIS_CERT_FILE");
    }

    @Test
    void connect_clientCertificateOfAStranger_isNotAccepted() {
        IssuedCertificate other = stranger.client("billing");
        assertThat(refused(to(strict)
                        .caCertificate(authority.certificate())
                        .clientCertificate(other.certificate(), other.key())))
                .hasMessageContaining("does not accept the client certificate");
    }

    @Test
    void connect_authorityIsNotTrusted_saysHowToTrustIt() {
        assertThat(refused(to(strict)))
                .hasMessageContaining("not from an authority that this client trusts")
                .hasMessageContaining("REDIS_CA_FILE");
        assertThat(refused(to(strict).caCertificate(stranger.certificate())))
                .hasMessageContaining("not from an authority that this client trusts");
    }

    @Test
    void connect_certificateNamesAnotherHost_saysSo() {
        try (RedisServer server = RedisServer.builder()
                .tls(authority, authority.serverNamed("redis.example.com"))
                .start()) {
            assertThat(refused(to(server).caCertificate(authority.certificate())))
                    .hasMessageContaining("names another host");
        }
    }

    @Test
    void connect_certificateHasExpired_saysSo() {
        try (RedisServer server =
                RedisServer.builder().tls(authority, authority.expiredServer()).start()) {
            assertThat(refused(to(server).caCertificate(authority.certificate())))
                    .hasMessageContaining("has expired");
        }
    }

    @Test
    void builder_filesThatAreNone_areRefusedAtOnce(@TempDir Path directory) throws IOException {
        Path text = Files.writeString(directory.resolve("text.pem"), "hunter2");
        DkRedisBuilder builder = DkRedis.builder(Map.of());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.caCertificate(directory.resolve("missing.pem")))
                .withMessageContaining("cannot read")
                .withMessageContaining("missing.pem");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.caCertificate(text))
                .withMessageContaining("holds no certificate in PEM format");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.clientCertificate(client.certificate(), text))
                .withMessageContaining("holds no private key in PEM format")
                .withMessageNotContaining("hunter2");
    }

    @Test
    void builder_contradictions_areRefused() {
        SslOptions options = SslOptions.builder().build();
        DkRedisBuilder builder = DkRedis.builder(Map.of());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.sslOptions(options).caCertificate(authority.certificate()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.caCertificate(authority.certificate()).sslOptions(options));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> DkRedis.builder(Map.of("REDIS_CERT_FILE", "x")).connect())
                .withMessageContaining("REDIS_KEY_FILE");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DkRedis.builder(Map.of(
                                "REDIS_URL",
                                "redis://localhost",
                                "REDIS_CA_FILE",
                                authority.certificate().toString()))
                        .connect())
                .withMessageContaining("rediss://");
    }
}
