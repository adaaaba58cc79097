package io.github.dkredis.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.CodecException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompressedCodecTest {

    private final Codec codec = Codec.bytes().compressed();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 127, 128, 1_000, 1_000_000})
    void decode_ofEncodedBytes_givesTheBytes(int length) {
        byte[] random = new byte[length];
        new Random(length).nextBytes(random);
        byte[] same = new byte[length];
        Arrays.fill(same, (byte) 'x');

        assertThat(codec.decode(codec.encode(random))).isEqualTo(random);
        assertThat(codec.decode(codec.encode(same))).isEqualTo(same);
        assertThat(codec.decode(codec.encode(random), byte[].class)).isEqualTo(random);
    }

    @Test
    void encode_ofWhatShrinks_isShorter() {
        assertThat(codec.encode(new byte[10_000])).hasSizeLessThan(100).startsWith(0x78);
    }

    @Test
    void encode_ofWhatDoesNotShrink_isAsItWas() {
        byte[] small = {1, 2, 3};

        assertThat(codec.encode(small)).isEqualTo(small);
    }

    @Test
    void encode_ofBytesThatLookCompressed_compressesThem() {
        byte[] small = {0x78, 2, 3};

        assertThat(codec.encode(small)).isNotEqualTo(small);
        assertThat(codec.decode(codec.encode(small))).isEqualTo(small);
    }

    @Test
    void decode_ofABomb_isRefused() {
        byte[] bomb = Codec.bytes().compressed(100_000_000).encode(new byte[100_000_000]);

        assertThatThrownBy(() -> codec.decode(bomb))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("67108864");
    }

    @Test
    void decode_ofDamagedBytes_isRefused() {
        byte[] whole = codec.encode(new byte[10_000]);
        byte[] flipped = whole.clone();
        flipped[10] ^= 0x55;

        assertThatThrownBy(() -> codec.decode(Arrays.copyOf(whole, 20))).isInstanceOf(CodecException.class);
        assertThatThrownBy(() -> codec.decode(flipped)).isInstanceOf(CodecException.class);
        assertThatThrownBy(() -> codec.decode(new byte[] {0x78})).isInstanceOf(CodecException.class);
    }

    @Test
    void compressed_withALimitOfZero_isRefused() {
        assertThatThrownBy(() -> Codec.json().compressed(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
