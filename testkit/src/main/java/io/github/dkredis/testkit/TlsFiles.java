package io.github.dkredis.testkit;

import io.github.dkredis.testkit.TlsOptions.Clients;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The TLS port of a server, with its PEM files.
 *
 * @param certificate what clients are to trust
 */
record TlsFiles(int port, Path certificate, TlsOptions options) {

    static TlsFiles create(ManagedTempDir directory, int port, Optional<TlsOptions> given) {
        TlsOptions options = given.orElseGet(() -> selfSigned(directory));
        return new TlsFiles(port, options.authority(), options);
    }

    private static TlsOptions selfSigned(ManagedTempDir directory) {
        SelfSignedCertificate pair = SelfSignedCertificate.get();
        try {
            Path certificate = Files.writeString(directory.file("tls.crt"), pair.certificate());
            Path key = Files.writeString(directory.file("tls.key"), pair.key());
            return new TlsOptions(certificate, new IssuedCertificate(certificate, key), Clients.WITHOUT_CERTIFICATE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> configuration() {
        return List.of(
                "tls-port " + port,
                ConfigLine.of("tls-cert-file", options.server().certificate().toString()),
                ConfigLine.of("tls-key-file", options.server().key().toString()),
                ConfigLine.of("tls-ca-cert-file", options.authority().toString()),
                "tls-auth-clients " + (options.clients() == Clients.WITH_CERTIFICATE ? "yes" : "no"));
    }
}
