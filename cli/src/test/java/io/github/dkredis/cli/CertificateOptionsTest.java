package io.github.dkredis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.cli.Shell.Result;
import io.github.dkredis.testkit.CertificateAuthority;
import io.github.dkredis.testkit.IssuedCertificate;
import io.github.dkredis.testkit.RedisServer;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A server that requires client certificates, reached from the command line. */
class CertificateOptionsTest {

    private static CertificateAuthority authority;
    private static IssuedCertificate client;
    private static RedisServer server;

    @BeforeAll
    static void start() {
        authority = CertificateAuthority.create();
        client = authority.client("operator");
        server = RedisServer.builder()
                .tls(authority, authority.server())
                .requireClientCertificate()
                .start();
    }

    @AfterAll
    static void stop() {
        server.close();
        authority.close();
    }

    private static Shell shell() {
        return Shell.of(Map.of("REDIS_URL", server.tlsUri().toString()));
    }

    @Test
    void ping_certificatesAsOptions_connects() {
        Result result = shell().run(
                        "ping",
                        "--ca-file",
                        authority.certificate().toString(),
                        "--cert-file",
                        client.certificate().toString(),
                        "--key-file",
                        client.key().toString());

        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
    }

    @Test
    void ping_optionsAndEnvironment_optionsWin() {
        Map<String, String> environment = Map.of(
                "REDIS_URL", server.tlsUri().toString(),
                "REDIS_CA_FILE", "missing.pem",
                "REDIS_CERT_FILE", client.certificate().toString(),
                "REDIS_KEY_FILE", client.key().toString());

        Result right = Shell.of(environment)
                .run("ping", "--ca-file", authority.certificate().toString());
        Result wrong = Shell.of(environment).run("ping");

        assertThat(right.code()).as(right.err()).isZero();
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains("missing.pem");
    }

    @Test
    void ping_certificateMissing_saysWhichOptionGivesIt() {
        Result untrusted = shell().run("ping");
        Result unknown =
                shell().run("ping", "--ca-file", authority.certificate().toString());

        assertThat(untrusted.code()).isEqualTo(3);
        assertThat(untrusted.err()).contains("REDIS_CA_FILE");
        assertThat(unknown.code()).isEqualTo(3);
        assertThat(unknown.err()).contains("requires a client certificate");
    }

    @Test
    void ping_certificateWithoutKey_isAWrongCommandLine() {
        Result result = shell().run("ping", "--cert-file", client.certificate().toString());

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("--cert-file and --key-file are only useful together");
    }
}
