package io.github.dkredis.pickle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares with the {@code python3} of this machine; without one, the tests have no invocations. */
class PicklePythonTest {

    private static final int KEYS = 400;
    private static final int VALUES = 400;

    private final Pickle pickle = Pickle.standard();

    /** Fixed seeds: with a new seed each day, the test could fail although the code has not changed. */
    static List<Long> seeds() {
        return Python.isOnPath() ? List.of(1L, 2L, 3L, 4L, 5L) : List.of();
    }

    static List<String> pythons() {
        return Python.isOnPath() ? List.of("python3") : List.of();
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("pythons")
    void write_everyGoldenValue_isReadByPythonAsTheSame(String python) {
        try (Python peer = Python.start()) {
            assertThat(Golden.values()).allSatisfy(golden -> {
                // Protocols below 4 drop the fold, and with it this time of day.
                if (golden.protocol() >= 4 || !golden.name().equals("datetime_zone_second")) {
                    String written = Python.base64(pickle.write(pickle.read(golden.pickle())));
                    assertThat(peer.ask("same " + golden.name() + ' ' + written))
                            .isEqualTo("yes");
                }
            });
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("seeds")
    void name_ofRandomKeysThatPythonWrites_isPythonsInEveryProtocol(long seed) {
        try (Python peer = Python.start()) {
            int protocol = (int) (seed % 6);
            String[] first =
                    peer.ask("keys " + seed + ' ' + KEYS + ' ' + protocol).split(" ");
            for (int i = 0; i < KEYS; i++) {
                String[] line = i == 0 ? first : peer.answer().split(" ");
                Object key = pickle.read(Base64.getDecoder().decode(line[1]));

                assertThat(PickleKeys.name(key)).as("seed %d, key %d", seed, i).isEqualTo(PickleKeys.PREFIX + line[0]);
            }
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("seeds")
    void write_randomValuesThatPythonWrote_isReadByPythonAsTheSame(long seed) {
        try (Python peer = Python.start()) {
            String[] first = peer.ask("keys " + seed + ' ' + VALUES + ' ' + 5).split(" ");
            String[] written = new String[VALUES];
            for (int i = 0; i < written.length; i++) {
                String[] line = i == 0 ? first : peer.answer().split(" ");
                written[i] = Python.base64(
                        pickle.write(pickle.read(Base64.getDecoder().decode(line[1]))));
            }
            for (int i = 0; i < written.length; i++) {
                assertThat(peer.ask("sameKey " + seed + ' ' + VALUES + ' ' + i + ' ' + written[i]))
                        .as("seed %d, key %d", seed, i)
                        .isEqualTo("yes");
            }
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("pythons")
    void write_whatOnlyJavaHas_isReadByPythonAsItsNearest(String python) {
        List<Object> owner = List.of("Kari", Instant.parse("2024-02-29T12:00:00.5Z"), Optional.empty(), TimeUnit.DAYS);
        try (Python peer = Python.start()) {
            assertThat(repr(peer, owner))
                    .isEqualTo("['Kari', datetime.datetime(2024, 2, 29, 12, 0, 0, 500000, "
                            + "tzinfo=datetime.timezone.utc), None, 'DAYS']");
            assertThat(repr(peer, new int[] {1, 2})).isEqualTo("[1, 2]");
            assertThat(repr(peer, new String[] {"a", null})).isEqualTo("['a', None]");
            assertThat(repr(peer, Map.of((short) 1, 'c'))).isEqualTo("{1: 'c'}");
            assertThat(repr(peer, ZonedDateTime.parse("2024-02-29T12:00+01:00[UTC+01:00]")))
                    .isEqualTo("datetime.datetime(2024, 2, 29, 12, 0, "
                            + "tzinfo=datetime.timezone(datetime.timedelta(seconds=3600)))");
        }
    }

    private String repr(Python peer, Object value) {
        return peer.ask("repr " + Python.base64(pickle.write(value)));
    }
}
