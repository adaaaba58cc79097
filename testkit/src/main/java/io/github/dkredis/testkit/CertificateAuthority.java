package io.github.dkredis.testkit;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * An authority that issues certificates for tests of TLS: for servers, for clients, expired ones, and ones for other
 * hosts. It uses the JDK's {@code keytool}, so nothing has to be installed. Its files are gone when it is closed.
 *
 * <pre>{@code
 * try (CertificateAuthority authority = CertificateAuthority.create();
 *         RedisServer server = RedisServer.builder().tls(authority, authority.server()).requireClientCertificate().start()) {
 *     IssuedCertificate client = authority.client("billing");
 *     client.connect(server.tlsUri(), authority.certificate(), client);
 * }
 * }</pre>
 *
 * <p>Thread-safe. Each certificate takes about half a second.
 */
public final class CertificateAuthority implements AutoCloseable {

    private static final String ROOT = "root";
    private static final String STORE_PASSWORD = "changeit";

    private final ReentrantLock lock = new ReentrantLock();
    private final ManagedTempDir directory = ManagedTempDir.create();
    private final Path certificate;
    private int issued;

    private CertificateAuthority(String name) {
        try {
            issue(ROOT, List.of("-dname", "CN=" + name, "-validity", "30", "-ext", "bc=ca:true"));
            certificate = write(
                    "ca.crt", pem("CERTIFICATE", store().getCertificate(ROOT).getEncoded()));
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            directory.close();
            throw new ServerStartException("Could not create an authority", e);
        }
    }

    /** {@return a new authority that nothing trusts yet} */
    public static CertificateAuthority create() {
        return new CertificateAuthority("dkredis test authority");
    }

    /** {@return the authority's own certificate as a PEM file, which clients are to trust} */
    public Path certificate() {
        return certificate;
    }

    /** {@return a certificate for a server at 127.0.0.1 and localhost} */
    public IssuedCertificate server() {
        return issue("CN=localhost", "san=ip:127.0.0.1,dns:localhost", "-validity", "30");
    }

    /** {@return a certificate for a server with another name} */
    public IssuedCertificate serverNamed(String hostName) {
        return issue("CN=" + hostName, "san=dns:" + hostName, "-validity", "30");
    }

    /** {@return a certificate for a server at 127.0.0.1 and localhost that has expired five days ago} */
    public IssuedCertificate expiredServer() {
        return issue("CN=localhost", "san=ip:127.0.0.1,dns:localhost", "-startdate", "-10d", "-validity", "5");
    }

    /** {@return a certificate for a client} */
    public IssuedCertificate client(String name) {
        return issue("CN=" + name, "eku=clientAuth", "-validity", "30");
    }

    private IssuedCertificate issue(String subject, String extension, String... validity) {
        lock.lock();
        try {
            String alias = "issued-" + ++issued;
            List<String> options = new ArrayList<>(List.of("-dname", subject, "-ext", extension, "-signer", ROOT));
            options.addAll(List.of(validity));
            issue(alias, options);
            KeyStore store = store();
            byte[] key = store.getKey(alias, STORE_PASSWORD.toCharArray()).getEncoded();
            return new IssuedCertificate(
                    write(
                            alias + ".crt",
                            pem("CERTIFICATE", store.getCertificate(alias).getEncoded())),
                    write(alias + ".key", pem("PRIVATE KEY", key)));
        } catch (IOException | GeneralSecurityException e) {
            throw new ServerStartException("Could not create a certificate", e);
        } finally {
            lock.unlock();
        }
    }

    private Path write(String name, String pem) throws IOException {
        return Files.writeString(directory.file(name), pem);
    }

    private KeyStore store() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(directory.file("store.p12"))) {
            store.load(in, STORE_PASSWORD.toCharArray());
        }
        return store;
    }

    private void issue(String alias, List<String> options) {
        List<String> command = new ArrayList<>(
                List.of(String.join(File.separator, System.getProperty("java.home"), "bin", "keytool")));
        command.addAll(List.of("-genkeypair", "-alias", alias, "-keyalg", "EC", "-groupname", "secp256r1"));
        command.addAll(options);
        command.addAll(List.of("-keystore", directory.file("store.p12").toString(), "-storetype", "PKCS12"));
        command.addAll(List.of("-storepass", STORE_PASSWORD));
        command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC")); // it runs for a moment only
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new ServerStartException("keytool could not create a certificate: " + output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerStartException("Interrupted while creating a certificate", e);
        }
    }

    private static String pem(String title, byte[] content) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + title + "-----\n" + base64 + "\n-----END " + title + "-----\n";
    }

    /** Removes all files; a second call does nothing. */
    @Override
    public void close() {
        directory.close();
    }
}
