package io.github.dkredis.internal.command;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** Writes commands as RESP, the Redis protocol, into a buffer. */
public final class RespWriter {

    private static final byte[] PING = "*1\r\n$4\r\nPING\r\n".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] SUBSCRIBE = "*2\r\n$9\r\nSUBSCRIBE\r\n".getBytes(StandardCharsets.US_ASCII);

    private RespWriter() {}

    public static void ping(ByteBuf out) {
        out.writeBytes(PING);
    }

    public static void subscribe(ByteBuf out, byte[] channel) {
        out.writeBytes(SUBSCRIBE);
        argument(out, channel);
    }

    public static void header(ByteBuf out, int arguments) {
        out.writeByte('*');
        number(out, arguments);
    }

    public static void argument(ByteBuf out, byte[] bytes) {
        out.writeByte('$');
        number(out, bytes.length);
        out.writeBytes(bytes);
        out.writeShort('\r' << 8 | '\n');
    }

    public static void argument(ByteBuf out, int number) {
        argument(out, Integer.toString(number).getBytes(StandardCharsets.US_ASCII));
    }

    private static void number(ByteBuf out, int number) {
        if (number < 10) {
            out.writeByte('0' + number);
        } else {
            int divisor = 1;
            while (number / divisor >= 10) {
                divisor *= 10;
            }
            for (; divisor > 0; divisor /= 10) {
                out.writeByte('0' + number / divisor % 10);
            }
        }
        out.writeShort('\r' << 8 | '\n');
    }
}
