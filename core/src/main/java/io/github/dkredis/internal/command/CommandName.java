package io.github.dkredis.internal.command;

import io.lettuce.core.protocol.CommandType;
import java.nio.charset.StandardCharsets;

/** The Redis commands that this library sends, with their names in wire format. */
public enum CommandName {
    CLIENT(CommandType.CLIENT),
    EVAL(CommandType.EVAL),
    EVALSHA(CommandType.EVALSHA),
    EXISTS(CommandType.EXISTS),
    GET(CommandType.GET),
    GETDEL(CommandType.GETDEL),
    HELLO(CommandType.HELLO),
    HGET(CommandType.HGET),
    HGETALL(CommandType.HGETALL),
    HSET(CommandType.HSET),
    INFO(CommandType.INFO),
    MGET(CommandType.MGET),
    MSET(CommandType.MSET),
    PING(CommandType.PING),
    SCAN(CommandType.SCAN),
    SET(CommandType.SET),
    UNLINK(CommandType.UNLINK);

    final CommandType type;
    final byte[] wire;

    CommandName(CommandType type) {
        this.type = type;
        this.wire = ("$" + name().length() + "\r\n" + name() + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }
}
