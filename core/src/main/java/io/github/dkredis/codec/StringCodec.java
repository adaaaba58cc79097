package io.github.dkredis.codec;

import io.github.dkredis.CodecException;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Text as UTF-8; what is no UTF-8, or no text, is refused rather than replaced. */
final class StringCodec implements Codec {

    static final StringCodec INSTANCE = new StringCodec();

    /** What the JDK puts in the place of bytes that are no UTF-8. */
    private static final char REPLACEMENT = '\ufffd';

    private StringCodec() {}

    @Override
    public byte[] encode(@Nullable Object value) {
        if (!(value instanceof CharSequence text)) {
            throw new CodecException("the string codec writes text only, not " + nameOf(value));
        }
        String string = text.toString();
        requirePairs(string);
        return string.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Object decode(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) >= 0) {
            requireUtf8(bytes);
        }
        return text;
    }

    @Override
    public Object decode(byte[] bytes, Type type) {
        if (type == String.class || type == CharSequence.class || type == Object.class) {
            return decode(bytes);
        }
        throw new CodecException("the string codec reads text only, not " + type.getTypeName());
    }

    private static void requirePairs(String text) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                i++;
                if (Character.isLowSurrogate(c) || i == length || !Character.isLowSurrogate(text.charAt(i))) {
                    throw new CodecException("the text has an unpaired surrogate, which UTF-8 has no form for");
                }
            }
        }
    }

    private static void requireUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
        } catch (CharacterCodingException e) {
            throw new CodecException("the " + bytes.length + " bytes are no UTF-8");
        }
    }

    static String nameOf(@Nullable Object value) {
        return value == null ? "null" : "a " + value.getClass().getName();
    }
}
