package io.github.dkredis.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A Lua script: sent by its digest, and whole when the server does not know it (once after a restart or a {@code SCRIPT
 * FLUSH}). A refusal for the digest means that nothing ran, so that sending it whole is always safe.
 */
public final class Script {

    final byte[] body;
    final byte[] sha;

    private Script(byte[] body) {
        this.body = body;
        this.sha = sha1Hex(body);
    }

    /**
     * Reads a script from the folder {@code lua} beside a class.
     *
     * @param owner the feature that uses it
     * @param names the file's name without {@code .lua}; several are read as one script, in this order
     * @return the script
     */
    public static Script load(Class<?> owner, String... names) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (String name : names) {
            body.writeBytes(read(owner, name));
        }
        return new Script(body.toByteArray());
    }

    private static byte[] read(Class<?> owner, String name) {
        try (InputStream in = owner.getResourceAsStream("lua/" + name + ".lua")) {
            if (in == null) {
                throw new IllegalStateException("no script lua/" + name + ".lua beside " + owner.getName());
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] sha1Hex(byte[] body) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(body);
            return HexFormat.of().formatHex(digest).getBytes(StandardCharsets.US_ASCII);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
