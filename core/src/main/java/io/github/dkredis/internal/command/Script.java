package io.github.dkredis.internal.command;

import io.github.dkredis.internal.Keys;
import io.github.dkredis.internal.Utf8;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * A Lua script. It is sent by its digest, and whole if the server does not know the digest (once after a restart or a
 * {@code SCRIPT FLUSH}). A refusal of the digest means that nothing ran, so sending the whole script is always safe.
 *
 * <p>Scripts know the names of other clients' channels by the function {@code inbox}. Since these begin with the
 * client's key prefix, and end with the node in a cluster, a script that uses them has a variant for each.
 */
public final class Script {

    /** The package of the feature and the file, as {@code limit/cooldown}. */
    final String name;

    final byte[] body;
    final byte[] sha;

    /** The text as the files have it. */
    private final byte[] source;

    private final ConcurrentMap<String, Script> variants = new ConcurrentHashMap<>();

    private Script(String name, byte[] source, Keys keys) {
        this.name = name;
        this.source = source;
        this.body = withInbox(source, keys);
        this.sha = sha1Hex(body);
    }

    /** This script for a client whose channels have these names. */
    Script on(Keys keys) {
        if (keys == Keys.UNPREFIXED || body == source) {
            return this;
        }
        return variants.computeIfAbsent(keys.inboxVariant(), variant -> new Script(name, source, keys));
    }

    /**
     * Reads a script from the folder {@code lua} beside a class.
     *
     * @param owner the feature that uses it
     * @param names the file's name without {@code .lua}; several files are read as one script, in this order, and the
     *     last one names it
     */
    public static Script load(Class<?> owner, String... names) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (String name : names) {
            body.writeBytes(read(owner, name));
        }
        String feature = owner.getPackageName().substring(owner.getPackageName().lastIndexOf('.') + 1);
        return new Script(feature + "/" + names[names.length - 1], body.toByteArray(), Keys.UNPREFIXED);
    }

    /** The digest by which the script is sent, in hexadecimal. */
    public String digest() {
        return new String(sha, StandardCharsets.US_ASCII);
    }

    private static byte[] withInbox(byte[] source, Keys keys) {
        if (!new String(source, StandardCharsets.UTF_8).contains("inbox(")) {
            return source;
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(Utf8.ascii(keys.inboxInLua()));
        whole.writeBytes(source);
        return whole.toByteArray();
    }

    private static byte[] read(Class<?> owner, String name) {
        try (InputStream in = owner.getResourceAsStream("lua/" + name + ".lua")) {
            if (in == null) {
                throw new IllegalStateException("script lua/" + name + ".lua is missing beside " + owner.getName());
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
