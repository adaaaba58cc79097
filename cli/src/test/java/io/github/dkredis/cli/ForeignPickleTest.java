package io.github.dkredis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Python pickles and their JSON. They use protocol 0, which is readable text; {@code \n} stands for a line end. */
@RedisTest(servers = RedisTest.Servers.FIRST)
class ForeignPickleTest {

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "(I1\\nI2\\nt. | [1,2]",
                "Fnan\\n. | {\"__float__\":\"nan\"}",
                "F-inf\\n. | {\"__float__\":\"-inf\"}",
                "L123456789012345678901234567890L\\n. | 123456789012345678901234567890",
                "Vhalf \\ud800\\n. | \"half \\ud800\"",
                "(lp0\\nI1\\nag0\\na. | [1,{\"__ref__\":1}]",
                "(dI1\\nVa\\nsV1\\nVb\\ns. | {\"__dict__\":[[1,\"a\"],[\"1\",\"b\"]]}",
                "(d(I1\\nVx\\ntI4\\nsNI5\\nsI01\\nI6\\ns. | {\"[1,\\\"x\\\"]\":4,\"null\":5,\"true\":6}",
                "c_codecs\\nencode\\n(V\\u00ff\\nVlatin1\\ntR. | {\"__bytes__\":\"/w==\"}",
                "cdecimal\\nDecimal\\n(V1.10\\ntR. | \"1.10\"",
                "cfractions\\nFraction\\n(V1/3\\ntR. | \"1/3\"",
                "cdatetime\\ntimedelta\\n(I0\\nI90\\nI0\\ntR. | \"PT1M30S\"",
                "c__builtin__\\ncomplex\\n(F1.0\\nFnan\\ntR. | {\"__complex__\":[1.0,{\"__float__\":\"nan\"}]}",
                "cdatetime\\ndate\\n. | {\"__global__\":\"datetime.date\"}",
                "cos\\nsystem\\n(Vtrue\\ntR. | {\"__class__\":\"os.system\",\"__args__\":[\"true\"]}",
                "ccopy_reg\\n_reconstructor\\n(cshop.models\\nUser\\nc__builtin__\\nobject\\nNtR(dVname\\nVAda\\nsb."
                        + " | {\"__class__\":\"shop.models.User\",\"name\":\"Ada\"}",
                "cshop\\nColor\\n(I1\\ntR. | {\"__class__\":\"shop.Color\",\"__args__\":[1]}",
            })
    void get_pickleOfPython_printsJson(String pickle, String json, RedisServer server) {
        byte[] bytes = pickle.replace("\\n", "\n").getBytes(StandardCharsets.ISO_8859_1);
        server.commandBinary("SET".getBytes(StandardCharsets.UTF_8), "k".getBytes(StandardCharsets.UTF_8), bytes);

        Shell.Result result = Shell.of(server).run("get", "k");

        assertThat(result.err()).isEmpty();
        assertThat(result.out()).isEqualTo(json + "\n");
        assertThat(result.code()).isZero();
    }
}
