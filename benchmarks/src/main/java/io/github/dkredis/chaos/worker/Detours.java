package io.github.dkredis.chaos.worker;

import io.lettuce.core.internal.HostAndPort;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.MappingSocketAddressResolver;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The ports at which a worker connects instead of those that servers announce.
 *
 * @param byPort the port of the way round, by the port of the server
 */
public record Detours(Map<Integer, Integer> byPort) {

    /** Writes them as one argument of a process: {@code 7000:41003,7001:41004}. */
    public static String text(Map<Integer, Integer> byPort) {
        return byPort.entrySet().stream()
                .map(entry -> entry.getKey() + ":" + entry.getValue())
                .collect(Collectors.joining(","));
    }

    static Detours parse(String text) {
        return new Detours(Arrays.stream(text.split(",", -1))
                .map(pair -> pair.split(":", 2))
                .collect(Collectors.toMap(pair -> Integer.valueOf(pair[0]), pair -> Integer.valueOf(pair[1]))));
    }

    /** {@return resources like those that a client makes itself, which connect over the detours} */
    ClientResources resources() {
        return ClientResources.builder()
                .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                .socketAddressResolver(MappingSocketAddressResolver.create(this::around))
                .build();
    }

    private HostAndPort around(HostAndPort announced) {
        int port = announced.getPort();
        return HostAndPort.of(announced.getHostText(), byPort.getOrDefault(port, port));
    }
}
