package io.github.dkredis.internal.connection;

import io.lettuce.core.SslOptions;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import org.jspecify.annotations.Nullable;

/**
 * The PEM files of TLS that a caller has named.
 *
 * @param authority the certificates to trust instead of the JDK's; null for the JDK's
 * @param client the client's certificate and key; null for none
 */
public record TlsCertificates(
        @Nullable Path authority, @Nullable ClientCertificate client) {

    /** No files: the JDK's trust, and no client certificate. */
    public static final TlsCertificates NONE = new TlsCertificates(null, null);

    /**
     * A client certificate.
     *
     * @param certificate the certificate, perhaps followed by those of intermediate authorities
     * @param key its private key (PKCS #8, not encrypted)
     */
    public record ClientCertificate(Path certificate, Path key) {}

    public TlsCertificates withAuthority(Path file) {
        checkCertificates(file);
        return new TlsCertificates(file, client);
    }

    public TlsCertificates withClient(Path certificate, Path key) {
        checkCertificates(certificate);
        checkKey(certificate, key);
        return new TlsCertificates(authority, new ClientCertificate(certificate, key));
    }

    public boolean isEmpty() {
        return authority == null && client == null;
    }

    SslOptions options() {
        SslOptions.Builder options = SslOptions.builder().jdkSslProvider();
        if (authority != null) {
            options.trustManager(authority.toFile());
        }
        if (client != null) {
            options.keyManager(client.certificate().toFile(), client.key().toFile(), new char[0]);
        }
        return options.build();
    }

    private static void checkCertificates(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            if (!CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .isEmpty()) {
                return;
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read the certificate file " + file, e);
        } catch (CertificateException e) {
            // reported below, as a file without a certificate
        }
        throw new IllegalArgumentException(file + " holds no certificate in PEM format");
    }

    private static void checkKey(Path certificate, Path key) {
        if (!Files.isReadable(key)) {
            throw new IllegalArgumentException("cannot read the key file " + key);
        }
        try {
            SslContextBuilder.forClient().keyManager(certificate.toFile(), key.toFile());
        } catch (RuntimeException e) { // dropped as a cause: nothing of a key file goes into a message
            throw new IllegalArgumentException(
                    key + " holds no private key in PEM format (PKCS #8, \"BEGIN PRIVATE KEY\", not encrypted)");
        }
    }
}
