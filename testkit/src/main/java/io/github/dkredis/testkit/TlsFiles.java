package io.github.dkredis.testkit;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/** A certificate for 127.0.0.1 that is its own authority, made by the JDK's keytool, as the files a server wants. */
record TlsFiles(int port, Path certificate, Path key) {

    private static final String NAME = "server";
    private static final String STORE_PASSWORD = "changeit";

    static TlsFiles create(Den den, int port) {
        Path store = den.file("tls.p12");
        runKeytool(store);
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, STORE_PASSWORD.toCharArray());
            return new TlsFiles(
                    port,
                    pem(
                            den.file("tls.crt"),
                            "CERTIFICATE",
                            keys.getCertificate(NAME).getEncoded()),
                    pem(
                            den.file("tls.key"),
                            "PRIVATE KEY",
                            keys.getKey(NAME, STORE_PASSWORD.toCharArray()).getEncoded()));
        } catch (IOException | GeneralSecurityException e) {
            throw new ServerStartException("Could not make a certificate", e);
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

    private static void runKeytool(Path store) {
        String keytool = String.join(File.separator, System.getProperty("java.home"), "bin", "keytool");
        ProcessBuilder command = new ProcessBuilder(
                keytool, "-genkeypair", "-alias", NAME, "-keyalg", "EC", "-groupname", "secp256r1", "-validity", "30");
        List<String> words = command.command();
        words.addAll(List.of("-dname", "CN=localhost", "-ext", "san=ip:127.0.0.1,dns:localhost", "-ext", "bc=ca:true"));
        words.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", STORE_PASSWORD));
        try {
            Process process = command.redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new ServerStartException("keytool could not make a certificate: " + said);
            }
        } catch (IOException e) {
            throw new ServerStartException("Could not run " + keytool, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerStartException("Interrupted while making a certificate", e);
        }
    }

    private static Path pem(Path file, String title, byte[] content) throws IOException {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return Files.writeString(file, "-----BEGIN " + title + "-----\n" + base64 + "\n-----END " + title + "-----\n");
    }
}
