package io.github.dkredis.value;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.DkRedis;
import io.github.dkredis.pickle.PyTuple;
import io.github.dkredis.testkit.PythonProcess;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.math.BigInteger;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A Python process on the same server reads the values that Java wrote, and Java reads its values in every protocol.
 */
@RedisTest
class PythonValuesTest {

    /** Uses Python's standard library only: a few lines of the Redis protocol over a socket. */
    private static final String SCRIPT = """
            import pickle, socket, sys

            connection = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
            replies = connection.makefile('rb')

            def call(*words):
                words = [w if isinstance(w, bytes) else str(w).encode() for w in words]
                connection.sendall(b'*%d\\r\\n' % len(words) + b''.join(b'$%d\\r\\n%s\\r\\n' % (len(w), w) for w in words))
                line = replies.readline()
                if line[:1] == b'$':
                    length = int(line[1:])
                    return None if length < 0 else replies.read(length + 2)[:-2]
                return line.strip()

            value = pickle.loads(call('GET', 'from-java'))
            expected = {'name': 'Ada \\xe6\\U0001f600', 'age': 36, 'big': 2 ** 70, 'pi': 3.5, 'none': None, 'yes': True,
                        'raw': b'\\x00\\xff', 'list': [1, [2, 3]]}
            assert value == expected, value
            assert list(value) == list(expected)
            for protocol in range(6):
                call('SET', 'from-python:%d' % protocol, pickle.dumps((expected, {1, 2}), protocol), 'PX', 60000)
            print('ok')
            """;

    static Stream<PythonProcess> pythons() {
        return PythonProcess.find().stream();
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("pythons")
    void values_sharedWithAPythonProcess_areReadOnBothSides(PythonProcess python, RedisServer server) {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("name", "Ada \u00e6\ud83d\ude00");
        value.put("age", 36);
        value.put("big", BigInteger.TWO.pow(70));
        value.put("pi", 3.5);
        value.put("none", null);
        value.put("yes", true);
        value.put("raw", new byte[] {0, -1});
        value.put("list", List.of(1, List.of(2, 3)));
        try (DkRedis redis = DkRedis.connect(server.uri().toString())) {
            redis.values().set("from-java", value, Duration.ofMinutes(1));

            String said = python.run(Duration.ofSeconds(30), SCRIPT, Integer.toString(server.port()));

            assertThat(said.trim()).isEqualTo("ok");
            for (int protocol = 0; protocol <= 5; protocol++) {
                Object read = redis.values().get("from-python:" + protocol).orElseThrow();
                assertThat(read).isInstanceOf(PyTuple.class);
                PyTuple tuple = (PyTuple) read;
                assertThat(tuple.get(0)).usingRecursiveComparison().isEqualTo(value);
                assertThat(tuple.get(1)).isEqualTo(Set.of(1, 2));
            }
        }
    }
}
