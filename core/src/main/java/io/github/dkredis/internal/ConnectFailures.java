package io.github.dkredis.internal;

import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.RedisUnavailableException.Reason;
import io.lettuce.core.RedisCommandExecutionException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Why a connection could not be made, as one exception with a sentence that says what to do. */
final class ConnectFailures {

    private ConnectFailures() {}

    static RedisUnavailableException exception(String address, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = next(cause)) {
            if (cause instanceof RedisUnavailableException known) {
                return known;
            } else if (cause instanceof RedisCommandExecutionException refused) {
                return refused(address, refused);
            } else if (cause instanceof SSLException) {
                return new RedisUnavailableException(
                        Reason.TLS,
                        address
                                + ": the TLS handshake failed. Check that the server speaks TLS on this port, and that its"
                                + " certificate is trusted and names this host",
                        failure);
            } else if (cause instanceof UnknownHostException
                    || cause instanceof java.nio.channels.UnresolvedAddressException) {
                return new RedisUnavailableException(
                        Reason.UNREACHABLE, address + ": the host name is unknown. Check the address", failure);
            } else if (cause instanceof TimeoutException
                    || cause instanceof io.netty.channel.ConnectTimeoutException
                    || cause instanceof io.lettuce.core.RedisCommandTimeoutException) {
                return new RedisUnavailableException(
                        Reason.TIMEOUT,
                        address
                                + ": no answer within the time limit for connecting. Check the address and the firewall",
                        failure);
            }
        }
        return new RedisUnavailableException(
                Reason.UNREACHABLE,
                address
                        + ": no connection could be made. Check that Redis runs there, that the port is right, and whether"
                        + " it wants TLS (rediss://)",
                failure);
    }

    private static RedisUnavailableException refused(String address, RedisCommandExecutionException refused) {
        String code = ServerErrors.code(String.valueOf(refused.getMessage()));
        return switch (code) {
            case "NOAUTH", "WRONGPASS", "NOPERM" ->
                new RedisUnavailableException(
                        Reason.AUTHENTICATION,
                        address + ": Redis refused the user name or password (" + code + "). Set REDIS_PASSWORD, or"
                                + " user:password in the URI",
                        null);
            case "LOADING", "BUSY", "MASTERDOWN", "CLUSTERDOWN" ->
                new RedisUnavailableException(
                        Reason.BUSY,
                        address + ": Redis cannot serve requests now (" + code + "); try again later",
                        null);
            default ->
                new RedisUnavailableException(
                        Reason.UNSUPPORTED_SERVER,
                        address + ": the server refused the handshake (" + code + "); dkredis needs Redis 6.2 or newer,"
                                + " or any Valkey, and a database number that exists",
                        null);
        };
    }

    private static @Nullable Throwable next(Throwable cause) {
        return cause.getCause() == cause ? null : cause.getCause();
    }
}
