package io.github.dkredis.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RespScannerTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+OK\r\n",
                "-ERR no\r\n",
                ":12\r\n",
                "$5\r\n\r\n$1\n\r\n",
                "$0\r\n\r\n",
                "$-1\r\n",
                "*-1\r\n",
                "*0\r\n",
                "*2\r\n$1\r\na\r\n*2\r\n:1\r\n*0\r\n",
                "_\r\n",
                "#t\r\n",
                ",1.5\r\n",
                "(3492890328409238509324850943850943825024385\r\n",
                "!21\r\nSYNTAX invalid syntax\r\n",
                "=7\r\ntxt:abc\r\n",
                "~2\r\n+a\r\n+b\r\n",
                ">2\r\n+invalidate\r\n*1\r\n$1\r\nk\r\n",
                "%2\r\n+a\r\n:1\r\n+b\r\n%1\r\n+c\r\n_\r\n",
                "|1\r\n+ttl\r\n:3600\r\n*1\r\n:9\r\n",
                "*2\r\n|1\r\n+a\r\n+b\r\n:1\r\n:2\r\n",
                "PING\r\n",
                "\r\n",
                "\n",
            })
    void scan_messageInAnyPieces_endsRightBehindIt(String message) throws Exception {
        byte[] twice = (message + message).getBytes(ISO_8859_1);
        for (int size = 1; size <= twice.length; size++) {
            assertThat(ends(twice, size)).as("pieces of %d", size).containsExactly(message.length(), twice.length);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0016\u0003\u0001", "*1\r\nx", "$x\r\n", "*\r\n"})
    void scan_otherBytes_throwsNotResp(String bytes) {
        RespScanner scanner = new RespScanner(64);
        assertThatThrownBy(() -> scanner.scan(ByteBuffer.wrap(bytes.getBytes(ISO_8859_1))))
                .isInstanceOf(RespScanner.NotRespException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$5\r\nvalue\r\n", "SET  k value\r\n"})
    void words_ofARequest_areItsStrings(String message) throws Exception {
        RespScanner scanner = new RespScanner(64);
        assertThat(scanner.scan(ByteBuffer.wrap(message.getBytes(ISO_8859_1)))).isTrue();
        assertThat(Request.of(scanner.words()).words()).containsExactly("SET", "k", "value");
    }

    private static List<Integer> ends(byte[] bytes, int size) throws RespScanner.NotRespException {
        RespScanner scanner = new RespScanner(64);
        List<Integer> ends = new ArrayList<>();
        for (int from = 0; from < bytes.length; from += size) {
            ByteBuffer piece = ByteBuffer.wrap(bytes, from, Math.min(size, bytes.length - from));
            while (piece.hasRemaining()) {
                if (scanner.scan(piece)) {
                    ends.add(piece.position());
                    scanner.next();
                }
            }
        }
        return ends;
    }
}
