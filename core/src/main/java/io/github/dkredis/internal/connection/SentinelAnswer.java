package io.github.dkredis.internal.connection;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a Sentinel says that the primary is.
 *
 * @param epoch the number of the configuration, which rises with each failover: a greater one is newer
 */
record SentinelAnswer(String host, int port, long epoch) {

    /**
     * Reads the replies of a Sentinel.
     *
     * @param address the reply to {@code SENTINEL GET-MASTER-ADDR-BY-NAME}
     * @param primary the reply to {@code SENTINEL MASTER}, or null if the Sentinel refused it
     * @return the answer, or null if the Sentinel does not know the primary
     */
    static @Nullable SentinelAnswer of(List<@Nullable Object> address, @Nullable List<@Nullable Object> primary) {
        return address.size() == 2 && address.get(0) instanceof byte[] host && address.get(1) instanceof byte[] port
                ? new SentinelAnswer(text(host), Integer.parseInt(text(port)), primary == null ? 0 : epoch(primary))
                : null;
    }

    private static long epoch(List<@Nullable Object> fields) {
        for (int i = 0; i + 1 < fields.size(); i += 2) {
            if (fields.get(i) instanceof byte[] name
                    && text(name).equals("config-epoch")
                    && fields.get(i + 1) instanceof byte[] number) {
                return Long.parseLong(text(number));
            }
        }
        return 0;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
