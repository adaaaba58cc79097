package io.github.dkredis.cli;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The checks of {@code doctor} about a server as a whole. */
final class ServerDiagnosis {

    private static final int PINGS = 20;
    private static final Duration SLOW = Duration.ofMillis(5);
    private static final Duration CLOCKS_APART = Duration.ofSeconds(1);

    private final RedisClusterCommands<byte[], byte[]> plain;

    ServerDiagnosis(RedisClusterCommands<byte[], byte[]> plain) {
        this.plain = plain;
    }

    List<Finding> all() {
        List<Finding> findings = new ArrayList<>();
        try {
            Map<String, String> info = info();
            findings.add(server(info));
            findings.add(role(info));
            findings.add(memory(info));
            findings.add(eviction(info));
            if ("cluster".equals(info.get("redis_mode"))) {
                findings.add(cluster());
            }
        } catch (RedisCommandExecutionException e) {
            findings.add(new Finding(
                    "server",
                    "this user may not run INFO",
                    "allow +info, so that the version, the role and the eviction policy can be looked at"));
        }
        findings.add(latency());
        findings.add(clock());
        return findings;
    }

    private Map<String, String> info() {
        return parts(plain.info());
    }

    private static Map<String, String> parts(String lines) {
        return lines.lines()
                .map(line -> line.split(":", 2))
                .filter(parts -> parts.length == 2)
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1].trim(), (first, second) -> first));
    }

    private static Finding server(Map<String, String> info) {
        String valkey = info.get("valkey_version");
        String product = valkey == null ? "Redis " + info.get("redis_version") : "Valkey " + valkey;
        return Finding.ok("server", product + ", " + info.get("redis_mode"));
    }

    private static Finding role(Map<String, String> info) {
        String role = String.valueOf(info.get("role"));
        return role.equals("master")
                ? Finding.ok("role", "primary, with " + info.get("connected_slaves") + " replicas")
                : new Finding(
                        "role", "replica of " + info.get("master_host"), "connect to the primary; it takes writes");
    }

    /** What this node knows of its cluster; nodes that do not reach each other know different things. */
    private Finding cluster() {
        Map<String, String> known;
        try {
            known = parts(plain.clusterInfo());
        } catch (RedisCommandExecutionException e) {
            return new Finding("cluster", "this user may not run CLUSTER INFO", "allow +cluster|info");
        }
        String found = known.get("cluster_size") + " primaries, " + known.get("cluster_slots_ok") + " of "
                + SlotHash.SLOT_COUNT + " slots are served";
        return "ok".equals(known.get("cluster_state"))
                        && Integer.toString(SlotHash.SLOT_COUNT).equals(known.get("cluster_slots_ok"))
                ? Finding.ok("cluster", found)
                : new Finding(
                        "cluster",
                        found,
                        "look at CLUSTER NODES of this node: start the primaries that it misses, or give their slots to"
                                + " others");
    }

    private static Finding memory(Map<String, String> info) {
        long limit = number(info.getOrDefault("maxmemory", "0"));
        long used = number(info.getOrDefault("used_memory", "0"));
        String found =
                info.get("used_memory_human") + " used" + (limit == 0 ? "" : " of " + info.get("maxmemory_human"))
                        + ", " + info.get("used_memory_peak_human") + " at most so far";
        return limit == 0 || used < limit / 10 * 9
                ? Finding.ok("memory", found)
                : new Finding(
                        "memory", found, "\"dkredis memory\" shows which keys take it; raise maxmemory or free some");
    }

    private static long number(String digits) {
        return digits.matches("\\d{1,18}") ? Long.parseLong(digits) : 0;
    }

    /** Every lock, limit and lease has a TTL, so the volatile policies evict them too. */
    private static Finding eviction(Map<String, String> info) {
        String policy = String.valueOf(info.get("maxmemory_policy"));
        String limit = String.valueOf(info.get("maxmemory_human"));
        if ("0".equals(info.get("maxmemory"))) {
            return Finding.ok("eviction", "no maxmemory");
        }
        return policy.equals("noeviction")
                ? Finding.ok("eviction", "noeviction at " + limit)
                : new Finding(
                        "eviction",
                        policy + " at " + limit,
                        "a full server may evict locks and limits; keep them on a server with noeviction, and caches on"
                                + " this one");
    }

    private Finding latency() {
        long[] micros = new long[PINGS];
        for (int i = 0; i < PINGS; i++) {
            long begin = System.nanoTime();
            plain.ping();
            micros[i] = (System.nanoTime() - begin) / 1_000;
        }
        Arrays.sort(micros);
        String found =
                "median " + micros[PINGS / 2] + " µs, longest " + micros[PINGS - 1] + " µs, of " + PINGS + " pings";
        return micros[PINGS / 2] < SLOW.toNanos() / 1_000
                ? Finding.ok("latency", found)
                : new Finding("latency", found, "run the program closer to the server, or look at the server's load");
    }

    /** The server's clock decides about locks; it matters that the clocks of all servers of a deployment agree. */
    private Finding clock() {
        Instant before = Instant.now();
        List<byte[]> time;
        try {
            time = plain.time();
        } catch (RedisCommandExecutionException e) {
            return new Finding("clock", "this user may not run TIME", "allow +time; locks and limits need it");
        }
        Instant server = Instant.ofEpochSecond(parsed(time.get(0))).plus(parsed(time.get(1)), ChronoUnit.MICROS);
        return clock(before, server, Instant.now());
    }

    /** What a server's clock says that was read between two moments of this machine, which may be far apart. */
    static Finding clock(Instant before, Instant server, Instant after) {
        Duration half = Duration.between(before, after).dividedBy(2);
        Duration apart = Duration.between(before.plus(half), server);
        String found = "the server's clock is " + apart.toMillis() + " ms ahead of this machine's";
        return apart.abs().minus(half).compareTo(CLOCKS_APART) < 0
                ? Finding.ok("clock", found)
                : new Finding("clock", found, "synchronise the clocks (NTP); fencing tokens follow the server's clock");
    }

    private static long parsed(byte[] digits) {
        return Long.parseLong(new String(digits, StandardCharsets.US_ASCII));
    }
}
