package io.github.dkredis.testkit;

import java.nio.file.Path;

/**
 * The certificates of a server that was not left to choose its own.
 *
 * @param authority the certificate of the authority that issues client certificates
 * @param server the server's certificate
 * @param clients whether clients need a certificate too
 */
record TlsOptions(Path authority, IssuedCertificate server, Clients clients) {

    enum Clients {
        WITHOUT_CERTIFICATE,
        WITH_CERTIFICATE
    }

    TlsOptions withClients(Clients needed) {
        return new TlsOptions(authority, server, needed);
    }
}
