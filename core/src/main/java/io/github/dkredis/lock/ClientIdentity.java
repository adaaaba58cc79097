package io.github.dkredis.lock;

import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.Utf8;
import io.github.dkredis.internal.command.Command;
import io.github.dkredis.internal.command.CommandName;
import io.github.dkredis.internal.command.Reply;
import io.github.dkredis.internal.command.RetryPolicy;
import io.github.dkredis.internal.connection.Client;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Announces in Redis who this client is, so that other clients can say who holds a lock or a permit: the number in a
 * token is all that they see. The announcement expires an hour after the client's last use of a lock, and goes when the
 * client is closed. Failures are ignored, since locks work without it.
 */
final class ClientIdentity {

    private static final long TTL_MILLIS = TimeUnit.HOURS.toMillis(1);
    private static final long REFRESH_NANOS = TimeUnit.MINUTES.toNanos(20);
    private static final Command<String> ANNOUNCE =
            Command.of("announce client", CommandName.SET, RetryPolicy.IDEMPOTENT, Reply.STATUS);
    private static final Command<Long> WITHDRAW =
            Command.of("withdraw client", CommandName.UNLINK, RetryPolicy.IDEMPOTENT, Reply.NUMBER);
    private static final Command<byte @Nullable []> READ =
            Command.of("client of lock", CommandName.GET, RetryPolicy.IDEMPOTENT, Reply.BYTES);

    private final Client client;
    private final AtomicLong announcedNanos = new AtomicLong();
    private final RepeatAfterOutage repeat;
    private volatile boolean withdrawn;

    ClientIdentity(Client client) {
        this.client = client;
        this.repeat = new RepeatAfterOutage(client, this::announce);
    }

    /** Announces this client, on the executor: the host's name may take a look-up. */
    void announce() {
        announcedNanos.set(System.nanoTime());
        client.executor().execute(() -> {
            if (withdrawn) {
                return;
            }
            LockHolder self = new LockHolder(
                    client.name(), host(), ProcessHandle.current().pid());
            client.sendInBackground(
                    client.call(
                            ANNOUNCE,
                            "client " + client.id(),
                            1,
                            key(client, client.id()),
                            Utf8.encode("a holder", self.toText()),
                            Utf8.ascii("PX"),
                            Utf8.ascii(TTL_MILLIS)),
                    (done, failure, repeated) -> repeat.answered(failure));
        });
    }

    /** Announces this client again if that is due. */
    void refresh() {
        long announced = announcedNanos.get();
        if (System.nanoTime() - announced > REFRESH_NANOS
                && announcedNanos.compareAndSet(announced, System.nanoTime())) {
            announce();
        }
    }

    void withdraw() {
        withdrawn = true;
        client.sendInBackground(client.call(WITHDRAW, "client " + client.id(), 1, key(client, client.id())));
    }

    /** Reads who a client is; empty if the client has not announced itself, or has ended. */
    static Operation<Optional<LockHolder>> read(Client client, String number) {
        return client.call(READ, "client " + number, 1, key(client, number))
                .map(text ->
                        text == null ? Optional.empty() : LockHolder.ofText(new String(text, StandardCharsets.UTF_8)));
    }

    private static byte[] key(Client client, String number) {
        return client.keys().of(client.keys().lockClient(number));
    }

    private static String host() {
        String fromEnvironment = System.getenv("HOSTNAME");
        if (fromEnvironment != null && !fromEnvironment.isBlank()) {
            return fromEnvironment;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }
}
