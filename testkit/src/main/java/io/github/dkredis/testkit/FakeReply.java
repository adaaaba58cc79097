package io.github.dkredis.testkit;

import java.nio.charset.StandardCharsets;

/** What a {@link FakeRedis} does about a request. */
public final class FakeReply {

    private final byte[] bytes;
    private final boolean hangsUp;

    private FakeReply(byte[] bytes, boolean hangsUp) {
        this.bytes = bytes;
        this.hangsUp = hangsUp;
    }

    /**
     * Sends these bytes, whatever they are.
     *
     * @param bytes copied
     * @return the reply
     */
    public static FakeReply bytes(byte[] bytes) {
        return new FakeReply(bytes.clone(), false);
    }

    /**
     * Sends this text as it is, for example {@code "+OK\r\n"}.
     *
     * @param text sent as UTF-8
     * @return the reply
     */
    public static FakeReply raw(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * A simple string.
     *
     * @param text without line ends
     * @return the reply
     */
    public static FakeReply simple(String text) {
        return raw("+" + text + "\r\n");
    }

    /**
     * An error.
     *
     * @param text with its code, for example {@code ERR unknown command 'HELLO'}
     * @return the reply
     */
    public static FakeReply error(String text) {
        return raw("-" + text + "\r\n");
    }

    /**
     * A bulk string.
     *
     * @param text sent as UTF-8
     * @return the reply
     */
    public static FakeReply bulk(String text) {
        return raw("$" + text.getBytes(StandardCharsets.UTF_8).length + "\r\n" + text + "\r\n");
    }

    /**
     * Nothing is sent; the connection stays open.
     *
     * @return the reply that never comes
     */
    public static FakeReply silence() {
        return bytes(new byte[0]);
    }

    /**
     * This, and then the connection is closed.
     *
     * @return a reply that is the last
     */
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
