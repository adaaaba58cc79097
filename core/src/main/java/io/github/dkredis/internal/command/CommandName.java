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
    HDEL(CommandType.HDEL),
    HELLO(CommandType.HELLO),
    HGET(CommandType.HGET),
    HGETALL(CommandType.HGETALL),
    HINCRBY(CommandType.HINCRBY),
    HINCRBYFLOAT(CommandType.HINCRBYFLOAT),
    HMGET(CommandType.HMGET),
    HSET(CommandType.HSET),
    INCRBY(CommandType.INCRBY),
    INCRBYFLOAT(CommandType.INCRBYFLOAT),
    INFO(CommandType.INFO),
    MGET(CommandType.MGET),
    MSET(CommandType.MSET),
    PERSIST(CommandType.PERSIST),
    PEXPIRE(CommandType.PEXPIRE),
    PING(CommandType.PING),
    PTTL(CommandType.PTTL),
    SCAN(CommandType.SCAN),
    SET(CommandType.SET),
    TIME(CommandType.TIME),
    UNLINK(CommandType.UNLINK);

    final CommandType type;
    final byte[] wire;

    /** Whether the first argument is a key. */
    final boolean beginsWithKey;

    CommandName(CommandType type) {
        this.type = type;
        this.beginsWithKey = switch (type) {
            case CLIENT, EVAL, EVALSHA, HELLO, INFO, PING, SCAN -> false;
            default -> true;
        };
        this.wire = ("$" + name().length() + "\r\n" + name() + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }
}
