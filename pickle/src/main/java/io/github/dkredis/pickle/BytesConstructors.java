package io.github.dkredis.pickle;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Builds bytes and bytearrays in the form of protocols 0 to 2: a call such as {@code _codecs.encode(text, 'latin1')},
 * where each character of the text stands for one byte.
 */
final class BytesConstructors {

    /** Steps per copied byte or character, see {@link WorkBudget}. */
    private static final long COPY_STEPS = 16;

    private BytesConstructors() {}

    static @Nullable Object encode(PyTuple args, DictKeyValidator keys) {
        if (args.size() != 2 || !(args.get(0) instanceof String text) || !isLatin1(args.get(1))) {
            return null;
        }
        return latin1(text, keys);
    }

    static @Nullable Object bytes(PyTuple args, DictKeyValidator keys) {
        return args.size() == 0 ? new byte[0] : null;
    }

    static @Nullable Object byteArray(PyTuple args, DictKeyValidator keys) {
        if (args.size() == 0) {
            return new PyByteArray(new byte[0]);
        }
        if (args.size() == 1 && args.get(0) instanceof byte[] bytes) {
            keys.budget().charge(COPY_STEPS * bytes.length);
            return new PyByteArray(bytes.clone());
        }
        if (args.size() == 2 && args.get(0) instanceof String text && isLatin1(args.get(1))) {
            return new PyByteArray(latin1(text, keys));
        }
        return null;
    }

    private static boolean isLatin1(@Nullable Object encoding) {
        return "latin1".equals(encoding) || "latin-1".equals(encoding);
    }

    private static byte[] latin1(String text, DictKeyValidator keys) {
        keys.budget().charge(COPY_STEPS * text.length());
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0xff) {
                throw PickleException.unreadable("a character that stands for a byte is above 255");
            }
        }
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
