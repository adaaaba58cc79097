package io.github.dkredis.testkit;

import java.nio.charset.StandardCharsets;

/** The answer of a {@link FakeRedis} to one request. */
public final class FakeReply {

    private final byte[] bytes;
    private final boolean hangsUp;

    private FakeReply(byte[] bytes, boolean hangsUp) {
        this.bytes = bytes;
        this.hangsUp = hangsUp;
    }

    /** {@return a reply of arbitrary bytes, which are copied} */
    public static FakeReply bytes(byte[] bytes) {
        return new FakeReply(bytes.clone(), false);
    }

    /** {@return a reply of arbitrary text, sent unchanged as UTF-8, such as {@code "+OK\r\n"}} */
    public static FakeReply raw(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** {@return a simple string; the text must not contain line ends} */
    public static FakeReply simple(String text) {
        return raw("+" + text + "\r\n");
    }

    /** {@return an error; the text begins with its code, as in {@code ERR unknown command 'HELLO'}} */
    public static FakeReply error(String text) {
        return raw("-" + text + "\r\n");
    }

    /** {@return a bulk string, sent as UTF-8} */
    public static FakeReply bulk(String text) {
        return raw("$" + text.getBytes(StandardCharsets.UTF_8).length + "\r\n" + text + "\r\n");
    }

    /** {@return no reply at all: nothing is sent, and the connection stays open} */
    public static FakeReply silence() {
        return bytes(new byte[0]);
    }

    /** {@return the same reply, after which the connection is closed} */
    public FakeReply thenHangUp() {
        return new FakeReply(bytes, true);
    }

    byte[] content() {
        return bytes.clone();
    }

    boolean hangsUp() {
        return hangsUp;
    }
}
