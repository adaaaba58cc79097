package io.github.dkredis.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The TLS port of a server, with the PEM files of its certificate and private key. */
record TlsFiles(int port, Path certificate, Path key) {

    static TlsFiles create(ManagedTempDir directory, int port) {
        SelfSignedCertificate pair = SelfSignedCertificate.get();
        try {
            return new TlsFiles(
                    port,
                    Files.writeString(directory.file("tls.crt"), pair.certificate()),
                    Files.writeString(directory.file("tls.key"), pair.key()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> configuration() {
        return List.of(
                "tls-port " + port,
                ConfigLine.of("tls-cert-file", certificate.toString()),
                ConfigLine.of("tls-key-file", key.toString()),
                ConfigLine.of("tls-ca-cert-file", certificate.toString()),
                "tls-auth-clients no");
    }
}
