package io.github.dkredis.testkit;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The settings of a server, as its builder has collected them.
 *
 * @param binary the program to run, unless it is the first of {@link RedisBinary#all}
 * @param password the default user's password
 * @param transports the transports besides plain TCP
 * @param lines further lines of {@code redis.conf}
 */
record ServerOptions(
        Optional<RedisBinary> binary, Optional<String> password, Set<Transport> transports, List<String> lines) {

    static final ServerOptions DEFAULTS = new ServerOptions(Optional.empty(), Optional.empty(), Set.of(), List.of());

    enum Transport {
        UNIX_SOCKET,
        TLS
    }

    ServerOptions {
        transports = Set.copyOf(transports);
        lines = List.copyOf(lines);
    }

    ServerOptions withBinary(RedisBinary program) {
        return new ServerOptions(Optional.of(program), password, transports, lines);
    }

    ServerOptions withPassword(String text) {
        return new ServerOptions(binary, Optional.of(text), transports, lines)
                .withLine(ConfigLine.of("requirepass", text));
    }

    ServerOptions withTransport(Transport transport) {
        Set<Transport> more = EnumSet.of(transport);
        more.addAll(transports);
        return new ServerOptions(binary, password, more, lines);
    }

    ServerOptions withLine(String line) {
        List<String> more = new ArrayList<>(lines);
        more.add(line);
        return new ServerOptions(binary, password, transports, more);
    }

    RedisBinary program() {
        return binary.orElseGet(() -> RedisBinary.all().get(0));
    }
}
