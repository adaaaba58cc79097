package io.github.dkredis.testkit;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A self-signed certificate for 127.0.0.1, created once per JVM with the JDK's {@code keytool}.
 *
 * @param certificate the certificate as PEM
 * @param key its private key as PEM
 */
record SelfSignedCertificate(String certificate, String key) {

    private static final String NAME = "server";
    private static final String STORE_PASSWORD = "changeit";

    private static final Lazy<SelfSignedCertificate> INSTANCE = new Lazy<>(SelfSignedCertificate::create);

    static SelfSignedCertificate get() {
        return INSTANCE.get();
    }

    private static SelfSignedCertificate create() {
        try (ManagedTempDir directory = ManagedTempDir.create()) {
            Path store = directory.file("tls.p12");
            runKeytool(store);
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store)) {
                keys.load(in, STORE_PASSWORD.toCharArray());
            }
            byte[] certificate = keys.getCertificate(NAME).getEncoded();
            byte[] key = keys.getKey(NAME, STORE_PASSWORD.toCharArray()).getEncoded();
            return new SelfSignedCertificate(pem("CERTIFICATE", certificate), pem("PRIVATE KEY", key));
        } catch (IOException | GeneralSecurityException e) {
            throw new ServerStartException("Could not create a certificate", e);
        }
    }

    private static void runKeytool(Path store) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(String.join(File.separator, System.getProperty("java.home"), "bin", "keytool")));
        command.addAll(List.of("-genkeypair", "-alias", NAME, "-keyalg", "EC", "-groupname", "secp256r1"));
        command.addAll(List.of("-dname", "CN=localhost", "-validity", "30"));
        command.addAll(List.of("-ext", "san=ip:127.0.0.1,dns:localhost", "-ext", "bc=ca:true"));
        command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", STORE_PASSWORD));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new ServerStartException("keytool could not create a certificate: " + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerStartException("Interrupted while creating a certificate", e);
        }
    }

    private static String pem(String title, byte[] content) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + title + "-----\n" + base64 + "\n-----END " + title + "-----\n";
    }
}
