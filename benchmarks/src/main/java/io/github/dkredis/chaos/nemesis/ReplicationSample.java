package io.github.dkredis.chaos.nemesis;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a server says of its replication at a moment.
 *
 * @param atMicros the machine's clock before the server was asked
 * @param role what the server is
 * @param id the id of its history
 * @param offset how many bytes its history has
 * @param formerId the id of the history that it had inherited before it became a primary
 * @param formerEnd the offset that follows the last one of the former history
 */
record ReplicationSample(long atMicros, Role role, String id, long offset, String formerId, long formerEnd) {

    enum Role {
        PRIMARY,
        REPLICA,
        /** The process has ended. */
        GONE
    }

    static ReplicationSample gone(long atMicros) {
        return new ReplicationSample(atMicros, Role.GONE, "", 0, "", 0);
    }

    static ReplicationSample parse(long atMicros, String info) {
        Map<String, String> fields = info.lines()
                .map(line -> line.split(":", 2))
                .filter(words -> words.length == 2)
                .collect(Collectors.toMap(words -> words[0], words -> words[1].strip()));
        return new ReplicationSample(
                atMicros,
                "master".equals(fields.get("role")) ? Role.PRIMARY : Role.REPLICA,
                fields.getOrDefault("master_replid", ""),
                Long.parseLong(fields.getOrDefault("master_repl_offset", "0")),
                fields.getOrDefault("master_replid2", ""),
                Long.parseLong(fields.getOrDefault("second_repl_offset", "-1")));
    }
}
