package io.github.dkredis.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds the ends of messages in a stream of RESP2 or RESP3 that arrives in arbitrary pieces, and keeps the first words
 * of each message. Values are not held, so memory is bounded whatever their size.
 *
 * <p>{@code elementsLeft} is a stack: one count for each open array or map, of the elements that are still to come.
 */
final class RespScanner {

    /** Thrown for bytes that are not RESP, such as TLS. */
    static final class NotRespException extends Exception {

        private static final long serialVersionUID = 1L;

        NotRespException(String message) {
            super(message);
        }
    }

    private static final int NONE = -1;
    private static final int INLINE = 0;
    private static final int LINE_KEPT = 1_024;
    private static final String TYPES = "+-:_,#($!=*~>%|";

    private final int wordBytesKept;
    private final StringBuilder line = new StringBuilder();
    private final List<byte[]> words = new ArrayList<>();
    private final ByteArrayOutputStream word = new ByteArrayOutputStream();
    private long[] elementsLeft = new long[8];
    private int depth;
    private int messageType = NONE;
    private int type = NONE;
    private long bodyLeft;
    private int kept;

    RespScanner(int wordBytesKept) {
        this.wordBytesKept = wordBytesKept;
    }

    /**
     * Reads on, at most to the end of a message.
     *
     * @return whether the position is right behind a message; {@link #messageType} and {@link #words} then describe
     *     that message until {@link #next}
     */
    boolean scan(ByteBuffer in) throws NotRespException {
        while (in.hasRemaining()) {
            if (bodyLeft > 0 ? bodyEnded(in) : lineEnded(in.get())) {
                return true;
            }
        }
        return false;
    }

    /** Forgets the last message; to be called before the next one is scanned. */
    void next() {
        messageType = NONE;
        words.clear();
        kept = 0;
    }

    /** {@return the first byte of the message} */
    int messageType() {
        return messageType;
    }

    /** {@return the strings in the message so far, up to the limit of what is kept} */
    List<byte[]> words() {
        return List.copyOf(words);
    }

    private boolean bodyEnded(ByteBuffer in) throws NotRespException {
        byte[] taken = new byte[(int) Math.min(bodyLeft, in.remaining())];
        in.get(taken);
        long text = Math.min(taken.length, bodyLeft - 2);
        if (text > 0 && word.size() + kept < wordBytesKept) {
            word.write(taken, 0, (int) Math.min(text, wordBytesKept - kept - word.size()));
        }
        bodyLeft -= taken.length;
        if (bodyLeft > 0) {
            return false;
        }
        keepWord(word.toByteArray());
        word.reset();
        return elementEnded();
    }

    private boolean lineEnded(byte b) throws NotRespException {
        boolean begins = type == NONE;
        if (begins) {
            begin(b);
        }
        if (b == '\n') {
            String text = line.toString().stripTrailing();
            line.setLength(0);
            return ended(text);
        }
        if ((!begins || type == INLINE) && line.length() < LINE_KEPT) {
            line.append((char) (b & 0xff));
        }
        return false;
    }

    private void begin(byte b) throws NotRespException {
        boolean known = TYPES.indexOf(b) >= 0;
        if (!known && (depth > 0 || (b < ' ' && b != '\r' && b != '\n'))) {
            throw new NotRespException("Not a RESP type: " + b);
        }
        type = known ? b : INLINE;
        if (depth == 0) {
            messageType = type;
        }
    }

    private boolean ended(String text) throws NotRespException {
        switch (type) {
            case '$', '=', '!' -> {
                long length = number(text);
                if (length < 0) {
                    return elementEnded();
                }
                bodyLeft = length + 2;
                return false;
            }
            case '*', '~', '>' -> {
                return opened(number(text));
            }
            case '%' -> {
                return opened(2 * number(text));
            }
            case '|' -> {
                // The attribute's pairs, and then the value that they describe.
                return opened(2 * number(text) + 1);
            }
            case INLINE -> {
                for (String part : text.strip().split("\\s+", -1)) {
                    if (!part.isEmpty()) {
                        keepWord(part.getBytes(StandardCharsets.ISO_8859_1));
                    }
                }
                return elementEnded();
            }
            default -> {
                return elementEnded();
            }
        }
    }

    private boolean opened(long elements) {
        if (elements <= 0) {
            return elementEnded();
        }
        if (depth == elementsLeft.length) {
            elementsLeft = Arrays.copyOf(elementsLeft, depth * 2);
        }
        elementsLeft[depth++] = elements;
        type = NONE;
        return false;
    }

    private boolean elementEnded() {
        type = NONE;
        while (depth > 0) {
            if (--elementsLeft[depth - 1] > 0) {
                return false;
            }
            depth--;
        }
        return true;
    }

    private void keepWord(byte[] bytes) {
        if (kept < wordBytesKept) {
            words.add(bytes);
            kept += bytes.length + 16;
        }
    }

    private static long number(String text) throws NotRespException {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new NotRespException("Not a length: " + text);
        }
    }
}
