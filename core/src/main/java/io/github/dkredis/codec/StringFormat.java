package io.github.dkredis.codec;

import io.github.dkredis.CodecException;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Text as UTF-8. Malformed input is refused; the JDK's converters would replace it silently. */
final class StringFormat implements Format {

    static final StringFormat INSTANCE = new StringFormat();

    /** The JDK's replacement for malformed bytes. It also occurs in valid text. */
    private static final char REPLACEMENT = '\ufffd';

    private StringFormat() {}

    @Override
    public byte[] encode(@Nullable Object value, Type type) {
        if (!(value instanceof CharSequence text)) {
            throw new CodecException("the string codec writes only text, not " + Format.describe(value));
        }
        String string = text.toString();
        requirePairedSurrogates(string);
        return string.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Object decode(byte[] bytes, Type type) {
        if (type != String.class && type != CharSequence.class && type != Object.class) {
            throw new CodecException("the string codec reads only text, not " + type.getTypeName());
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) >= 0) {
            requireUtf8(bytes);
        }
        return text;
    }

    private static void requirePairedSurrogates(String text) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                i++;
                if (Character.isLowSurrogate(c) || i == length || !Character.isLowSurrogate(text.charAt(i))) {
                    throw new CodecException("the text has an unpaired surrogate, which UTF-8 cannot represent");
                }
            }
        }
    }

    private static void requireUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
        } catch (CharacterCodingException e) {
            throw new CodecException("the " + bytes.length + " bytes are not valid UTF-8");
        }
    }

    @Override
    public String toString() {
        return "string";
    }
}
