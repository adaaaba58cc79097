package io.github.dkredis.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.CodecException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonCodecTest {

    private final Codec codec = Codec.json();

    record User(String name, int age, List<String> groups, Instant since) {}

    @Test
    void decode_whatWasEncoded_givesNaturalTypes() {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("a", Arrays.asList(1, 1L << 40, BigInteger.TWO.pow(70), 1.5, true, null, "æ😀"));

        assertThat(codec.decode(codec.encode(value))).isEqualTo(value);
    }

    @Test
    void decode_ofARecord_givesAnEqualRecord() {
        User user = new User("Kari", 33, List.of("a", "b"), Instant.parse("2024-02-29T12:00:00Z"));

        assertThat(codec.decode(codec.encode(user), User.class)).isEqualTo(user);
    }

    @Test
    void encode_ofNanAndInfinities_isAsPythonWritesThem() {
        List<Double> numbers = List.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);

        assertThat(codec.encode(numbers)).asString(UTF_8).isEqualTo("[NaN,Infinity,-Infinity]");
        assertThat(codec.decode(codec.encode(numbers))).isEqualTo(numbers);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "nul", "1 2", "{\"a\":\"secret\"", "'secret'", "\u0000"})
    void decode_ofInvalidJson_isRefusedWithoutQuotingIt(String text) {
        assertThatThrownBy(() -> codec.decode(text.getBytes(UTF_8)))
                .isInstanceOf(CodecException.class)
                .hasMessageNotContaining("secret")
                .hasNoCause();
    }

    @Test
    void decode_ofDeepNesting_isRefused() {
        byte[] deep = "[".repeat(1_000_000).getBytes(UTF_8);

        assertThatThrownBy(() -> codec.decode(deep)).isInstanceOf(CodecException.class);
    }

    @Test
    void decode_asATypeItDoesNotFit_isRefused() {
        assertThatThrownBy(() -> codec.decode("{\"age\":\"x\"}".getBytes(UTF_8), User.class))
                .isInstanceOf(CodecException.class);
    }

    @Test
    void encode_ofAListThatContainsItself_isRefused() {
        List<Object> list = new ArrayList<>();
        list.add(list);

        assertThatThrownBy(() -> codec.encode(list)).isInstanceOf(CodecException.class);
    }

    @Test
    void encode_ofAnUnpairedSurrogate_escapesIt() {
        assertThat(codec.encode("a\ud800b")).asString(UTF_8).isEqualTo("\"a\\uD800b\"");
        assertThat(codec.decode(codec.encode("a\ud800b"))).isEqualTo("a\ud800b");
    }
}
