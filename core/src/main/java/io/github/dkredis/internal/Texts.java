package io.github.dkredis.internal;

import io.github.dkredis.CodecException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Strings out of replies. */
public final class Texts {

    private Texts() {}

    /**
     * The text of an element of a reply.
     *
     * @param key where it was, for the message
     * @param element a byte array
     * @return its text
     * @throws CodecException if it is no UTF-8
     */
    public static String decode(String key, @Nullable Object element) {
        if (!(element instanceof byte[] bytes)) {
            throw new CodecException(Names.quoted(key) + ": Redis answered with something that is no text");
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.indexOf('\ufffd') >= 0) { // what the decoder puts in place of bytes that are no text
            try {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            } catch (CharacterCodingException e) {
                throw new CodecException(Names.quoted(key) + ": it holds bytes that are no UTF-8 text", e);
            }
        }
        return text;
    }
}
