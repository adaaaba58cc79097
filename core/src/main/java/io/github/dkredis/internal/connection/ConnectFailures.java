package io.github.dkredis.internal.connection;

import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.RedisUnavailableException.Reason;
import io.github.dkredis.internal.Libraries;
import io.github.dkredis.internal.command.ServerErrors;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Turns a failed attempt to connect into one exception, whose message says what to do. */
final class ConnectFailures {

    private ConnectFailures() {}

    static RedisUnavailableException exception(String address, Throwable failure) {
        String tls = TlsFailures.explain(failure);
        if (tls != null) {
            return new RedisUnavailableException(Reason.TLS, address + ": " + tls, failure);
        }
        for (Throwable cause = failure; cause != null; cause = next(cause)) {
            if (cause instanceof RedisUnavailableException known) {
                return known;
            } else if (cause instanceof RedisCommandExecutionException refused) {
                return refused(address, refused);
            } else if (cause instanceof RedisConnectionException
                    && RedisConnectionException.isProtectedMode(cause.getMessage())) {
                return protectedMode(address);
            } else if (cause instanceof IllegalStateException && address.startsWith("/")) {
                return new RedisUnavailableException(
                        Reason.UNREACHABLE,
                        address
                                + ": a Unix socket needs Netty's native transport. Add"
                                + " io.netty:netty-transport-native-epoll (on macOS -kqueue), with the classifier of this machine",
                        failure);
            } else if (cause instanceof LinkageError misfit) {
                return new RedisUnavailableException(
                        Reason.UNREACHABLE, address + ": " + Libraries.explain(misfit), failure);
            } else if (cause instanceof UnknownHostException || cause instanceof UnresolvedAddressException) {
                return new RedisUnavailableException(
                        Reason.UNREACHABLE, address + ": the host name is unknown. Check the address", failure);
            } else if (cause instanceof ConnectException
                    && String.valueOf(cause.getMessage()).startsWith("Connection refused")) {
                return new RedisUnavailableException(
                        Reason.UNREACHABLE,
                        address + ": the connection was refused, since nothing listens there. Check that Redis runs"
                                + " there, and the host and port",
                        failure);
            } else if (cause instanceof TimeoutException
                    || cause instanceof ConnectTimeoutException
                    || cause instanceof RedisCommandTimeoutException) {
                return new RedisUnavailableException(
                        Reason.TIMEOUT,
                        address
                                + ": no answer within the time limit for connecting. Check the address, the firewall,"
                                + " and with rediss:// whether this port speaks TLS",
                        failure);
            }
        }
        return new RedisUnavailableException(
                Reason.UNREACHABLE,
                address
                        + ": no connection could be made. Check that Redis runs there, that the port is right, whether"
                        + " it requires TLS (rediss://), and whether it accepts more clients (maxclients)",
                failure);
    }

    /**
     * Whether the connection was closed during the handshake without a reason. Lettuce misses its own handler of the
     * handshake when the connection was closed before it looks for it.
     */
    static boolean wasClosedEarly(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = next(cause)) {
            if (cause instanceof RedisConnectionException && "Connection closed prematurely".equals(cause.getMessage())
                    || cause instanceof IllegalStateException
                            && "RedisHandshakeHandler not registered".equals(cause.getMessage())) {
                return true;
            }
        }
        return false;
    }

    private static RedisUnavailableException refused(String address, RedisCommandExecutionException refused) {
        String code = ServerErrors.code(String.valueOf(refused.getMessage()));
        return switch (code) {
            case "NOAUTH", "WRONGPASS", "NOPERM" -> unauthenticated(address, code);
            case "DENIED" -> protectedMode(address);
            case "LOADING", "BUSY", "MASTERDOWN", "CLUSTERDOWN" ->
                new RedisUnavailableException(
                        Reason.BUSY,
                        address + ": Redis cannot serve requests now (" + code + "); try again later",
                        null);
            default -> strange(address, code, String.valueOf(refused.getMessage()));
        };
    }

    private static RedisUnavailableException unauthenticated(String address, String code) {
        String advice = address.startsWith("Sentinel ")
                ? "Set REDIS_SENTINEL_PASSWORD, or sentinelPassword(…); the user must be allowed SENTINEL,"
                        + " SUBSCRIBE and PING"
                : "Set REDIS_PASSWORD, or user:password in the URI; the user must be allowed HELLO, PING and SELECT";
        return new RedisUnavailableException(
                Reason.AUTHENTICATION,
                address + ": Redis refused the user name or password (" + code + "). " + advice,
                null);
    }

    /** The failure of a connection that may have been to listen to a channel. */
    static Throwable ofPush(String address, @Nullable Inbox inbox, Throwable failure) {
        String channel = inbox == null ? null : inbox.channel();
        if (inbox == null || channel == null) {
            return failure;
        }
        for (Throwable cause = failure; cause != null; cause = next(cause)) {
            if (cause instanceof RedisCommandExecutionException refused) {
                String message = String.valueOf(refused.getMessage());
                // the greeting's PING was allowed on the other connection, so SUBSCRIBE was refused
                return ServerErrors.code(message).equals("NOPERM")
                        ? withoutChannel(address, channel.replace(inbox.id(), "*"))
                        : failure;
            }
        }
        return failure;
    }

    private static RedisUnavailableException withoutChannel(String address, String channels) {
        return new RedisUnavailableException(
                Reason.AUTHENTICATION,
                address + ": the Redis user may not listen to this client's channel, so waiting callers poll instead."
                        + " Allow it in the ACL with +subscribe &" + channels,
                null);
    }

    private static RedisUnavailableException protectedMode(String address) {
        return new RedisUnavailableException(
                Reason.AUTHENTICATION,
                address + ": Redis is in protected mode and accepts connections from its own host only. Give it a"
                        + " password, or bind it to an address",
                null);
    }

    private static RedisUnavailableException strange(String address, String code, String message) {
        if (message.contains("max number of clients")) {
            return new RedisUnavailableException(
                    Reason.BUSY,
                    address + ": Redis has as many clients as it accepts; try again later, or raise maxclients",
                    null);
        } else if (message.contains("SELECT is not allowed in cluster mode")) {
            return new RedisUnavailableException(
                    Reason.UNSUPPORTED_SERVER,
                    address + ": this is a node of a Redis Cluster, which has the database 0 only. Remove the database"
                            + " number from the address, or REDIS_DB; keyPrefix(…) keeps applications apart",
                    null);
        } else if (message.contains("DB index")) {
            return new RedisUnavailableException(
                    Reason.UNSUPPORTED_SERVER, address + ": Redis does not have a database with that number", null);
        }
        return new RedisUnavailableException(
                Reason.UNSUPPORTED_SERVER,
                address + ": the server refused the handshake (" + code + "); dkredis needs Redis 6.2 or newer,"
                        + " or any Valkey",
                null);
    }

    private static @Nullable Throwable next(Throwable cause) {
        return cause.getCause() == cause ? null : cause.getCause();
    }
}
