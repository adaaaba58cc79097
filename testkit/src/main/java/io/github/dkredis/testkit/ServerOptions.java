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
 * @param mode what the server is
 * @param tls the certificates, if they are not the server's own
 */
record ServerOptions(
        Optional<RedisBinary> binary,
        Optional<String> password,
        Set<Transport> transports,
        List<String> lines,
        Mode mode,
        Optional<TlsOptions> tls) {

    static final ServerOptions DEFAULTS =
            new ServerOptions(Optional.empty(), Optional.empty(), Set.of(), List.of(), Mode.ALONE, Optional.empty());

    enum Mode {
        /** A server that stands alone. */
        ALONE,
        /** A server of a group, whose connections are cut when it changes its role. */
        MEMBER,
        /** The same in a cluster, whose nodes talk to each other on a second port: their own plus 10,000. */
        CLUSTER_NODE,
        SENTINEL;

        /** {@return whether the server may become a replica, or a primary, and cuts its connections then} */
        boolean changesItsRole() {
            return this == MEMBER || this == CLUSTER_NODE;
        }

        int freePort() {
            return this == CLUSTER_NODE ? FreePort.findForClusterNode() : FreePort.find();
        }
    }

    enum Transport {
        UNIX_SOCKET,
        TLS
    }

    ServerOptions {
        transports = Set.copyOf(transports);
        lines = List.copyOf(lines);
    }

    ServerOptions withBinary(RedisBinary program) {
        return new ServerOptions(Optional.of(program), password, transports, lines, mode, tls);
    }

    ServerOptions withPassword(String text) {
        return new ServerOptions(binary, Optional.of(text), transports, lines, mode, tls)
                .withLine(ConfigLine.of("requirepass", text));
    }

    ServerOptions withTransport(Transport transport) {
        Set<Transport> more = EnumSet.of(transport);
        more.addAll(transports);
        return new ServerOptions(binary, password, more, lines, mode, tls);
    }

    ServerOptions withLine(String line) {
        List<String> more = new ArrayList<>(lines);
        more.add(line);
        return new ServerOptions(binary, password, transports, more, mode, tls);
    }

    ServerOptions withTls(TlsOptions certificates) {
        return new ServerOptions(binary, password, transports, lines, mode, Optional.of(certificates))
                .withTransport(Transport.TLS);
    }

    ServerOptions withMode(Mode kind) {
        return new ServerOptions(binary, password, transports, lines, kind, tls);
    }

    /** The arguments of the program, after the configuration file. */
    List<String> arguments() {
        return mode == Mode.SENTINEL ? List.of("--sentinel") : List.of();
    }

    RedisBinary program() {
        return binary.orElseGet(() -> RedisBinary.all().get(0));
    }
}
