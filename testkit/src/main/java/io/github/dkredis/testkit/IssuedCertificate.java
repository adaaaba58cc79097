package io.github.dkredis.testkit;

import java.nio.file.Path;

/**
 * A certificate with its private key, as PEM files that live as long as the {@link CertificateAuthority}.
 *
 * @param certificate the certificate's file
 * @param key the file of its private key (PKCS #8, not encrypted)
 */
public record IssuedCertificate(Path certificate, Path key) {}
