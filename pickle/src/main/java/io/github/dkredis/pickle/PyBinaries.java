package io.github.dkredis.pickle;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Bytes and bytearrays as the older protocols spell them: a call with text, one character a byte. */
final class PyBinaries {

    private PyBinaries() {}

    static @Nullable Object encode(PyTuple args, KeyGuard guard) {
        if (args.size() != 2 || !(args.get(0) instanceof String text) || !isLatin1(args.get(1))) {
            return null;
        }
        return latin1(text, guard);
    }

    static @Nullable Object bytes(PyTuple args, KeyGuard guard) {
        return args.size() == 0 ? new byte[0] : null;
    }

    static @Nullable Object byteArray(PyTuple args, KeyGuard guard) {
        if (args.size() == 0) {
            return new PyByteArray(new byte[0]);
        }
        if (args.size() == 1 && args.get(0) instanceof byte[] bytes) {
            guard.budget().charge(16L * bytes.length);
            return new PyByteArray(bytes.clone());
        }
        if (args.size() == 2 && args.get(0) instanceof String text && isLatin1(args.get(1))) {
            return new PyByteArray(latin1(text, guard));
        }
        return null;
    }

    private static boolean isLatin1(@Nullable Object encoding) {
        return "latin1".equals(encoding) || "latin-1".equals(encoding);
    }

    private static byte[] latin1(String text, KeyGuard guard) {
        guard.budget().charge(16L * text.length());
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0xff) {
                throw new PickleException("not a pickle that can be read: a character of its bytes is above 255");
            }
        }
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
