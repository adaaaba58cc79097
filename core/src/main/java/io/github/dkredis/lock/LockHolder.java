package io.github.dkredis.lock;

import java.io.Serializable;
import java.util.Optional;

/**
 * A client that holds a lock or waits for it.
 *
 * @param clientName the name that was set with {@code clientName} when the client was built
 * @param host the name of the client's machine
 * @param processId the number of its process on that machine
 */
public record LockHolder(String clientName, String host, long processId) implements Serializable {

    /** As the announcement of a client has it. */
    String toText() {
        return processId + " " + host + " " + clientName;
    }

    static Optional<LockHolder> ofText(String text) {
        String[] words = text.split(" ", 3);
        if (words.length < 3 || !words[0].matches("\\d{1,18}")) {
            return Optional.empty();
        }
        return Optional.of(new LockHolder(words[2], words[1], Long.parseLong(words[0])));
    }

    /** {@return the holder as it stands in messages, such as {@code billing (process 4711 on web-1)}} */
    @Override
    public String toString() {
        return clientName + " (process " + processId + " on " + host + ")";
    }
}
