package io.github.dkredis.internal;

import io.github.dkredis.CodecException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Text as UTF-8 and back, strictly: invalid text is refused, where the JDK would put a replacement character in its
 * place.
 */
public final class Utf8 {

    private Utf8() {}

    /**
     * The bytes of a text.
     *
     * @param what what it is, for the message
     * @param text may be empty
     * @throws IllegalArgumentException if the text has an unpaired surrogate, which has no UTF-8 form
     */
    public static byte[] encode(String what, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (byte b : bytes) {
            if (b == '?') { // the encoder's replacement for an unpaired surrogate, or a question mark
                if (hasUnpairedSurrogate(text)) {
                    throw new IllegalArgumentException(what + " must not contain an unpaired surrogate");
                }
                break;
            }
        }
        return bytes;
    }

    /** The bytes of a text that consists of ASCII characters only. */
    public static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** The decimal digits of a number. */
    public static byte[] ascii(long number) {
        return ascii(Long.toString(number));
    }

    /**
     * The text of an element of a reply.
     *
     * @param key where it was stored, for the message
     * @param element a byte array
     * @throws CodecException if it is not valid UTF-8
     */
    public static String decode(String key, @Nullable Object element) {
        if (!(element instanceof byte[] bytes)) {
            throw new CodecException(Quoting.quoted(key) + ": Redis answered with something other than text");
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.indexOf('\ufffd') >= 0) { // the decoder's replacement for invalid bytes, or that character itself
            try {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            } catch (CharacterCodingException e) {
                throw new CodecException(Quoting.quoted(key) + ": it contains bytes that are not valid UTF-8", e);
            }
        }
        return text;
    }

    private static boolean hasUnpairedSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return true;
            }
        }
        return false;
    }
}
