package io.github.dkredis.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.CodecException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The string codec and the bytes codec. */
class PlainCodecsTest {

    private final Codec strings = Codec.string();
    private final Codec bytes = Codec.bytes();

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "æøå", "中", "a😀b", "\ufffd", "\0"})
    void decode_ofEncodedText_givesTheText(String text) {
        assertThat(strings.decode(strings.encode(text))).isEqualTo(text);
        assertThat(strings.decode(strings.encode(text), String.class)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud800", "a\udc00", "\ud800\ud800", "\udc00\ud800", "\ud83d\ude00\ud83d"})
    void encode_ofAnUnpairedSurrogate_isRefused(String text) {
        assertThatThrownBy(() -> strings.encode(text)).isInstanceOf(CodecException.class);
    }

    @Test
    void decode_ofMalformedUtf8_isRefused() {
        for (byte[] wrong : new byte[][] {
            {(byte) 0xff}, {(byte) 0xc0, (byte) 0x80}, {(byte) 0xed, (byte) 0xa0, (byte) 0x80}, {'a', (byte) 0xe4}
        }) {
            assertThatThrownBy(() -> strings.decode(wrong)).isInstanceOf(CodecException.class);
        }
    }

    @Test
    void encode_ofAnotherType_isRefused() {
        assertThatThrownBy(() -> strings.encode(1)).isInstanceOf(CodecException.class);
        assertThatThrownBy(() -> strings.encode(null)).isInstanceOf(CodecException.class);
        assertThatThrownBy(() -> bytes.encode("a")).isInstanceOf(CodecException.class);
        assertThatThrownBy(() -> bytes.encode(null)).isInstanceOf(CodecException.class);
    }

    @Test
    void decode_asAnotherType_isRefused() {
        assertThatThrownBy(() -> strings.decode(new byte[0], Integer.class)).isInstanceOf(CodecException.class);
        assertThatThrownBy(() -> bytes.decode(new byte[0], String.class)).isInstanceOf(CodecException.class);
    }

    @Test
    void encode_ofBytes_isThoseBytes() {
        byte[] value = {1, 2};

        assertThat(bytes.encode(value)).isSameAs(value);
        assertThat(bytes.decode(value, byte[].class)).isSameAs(value);
    }
}
