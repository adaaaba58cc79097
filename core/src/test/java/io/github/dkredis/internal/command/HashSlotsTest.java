package io.github.dkredis.internal.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HashSlotsTest {

    /**
     * From the cluster specification of Redis: the CRC of 123456789 is 0x31C3; only the first, non-empty tag counts.
     */
    @ParameterizedTest
    @CsvSource({
        "123456789, 123456789, 12739",
        "{user1000}.following, user1000, 3443",
        "foo{{bar}}zap, {bar, 4015",
        "foo{bar}{zap}, bar, 5061"
    })
    void slot_isThatOfTheHashTag(String key, String tag, int slot) {
        assertThat(HashSlots.slot(bytes(key))).isEqualTo(slot);
        assertThat(HashSlots.slot(bytes(tag))).isEqualTo(slot);
    }

    @Test
    void slot_emptyTag_countsTheWholeKey() {
        assertThat(HashSlots.slot(bytes("foo{}{bar}"))).isEqualTo(8363);
        assertThat(HashSlots.slot(bytes("foo{bar"))).isNotEqualTo(HashSlots.slot(bytes("bar")));
    }

    @Test
    void areOne_companionWithTheKeyAsTag_sharesTheSlot() {
        byte[][] args = {bytes("a"), bytes("b"), bytes("argument")};
        assertThat(HashSlots.areOne(args, 2, 1)).isFalse();
        assertThat(HashSlots.areOne(args, 1, 1)).isTrue();
        byte[][] tagged = {bytes("a"), bytes("queue:{a}")};
        assertThat(HashSlots.areOne(tagged, 2, 1)).isTrue();
        byte[][] values = {bytes("{a}1"), bytes("x"), bytes("{a}2"), bytes("y")};
        assertThat(HashSlots.areOne(values, 4, 1)).isFalse();
        assertThat(HashSlots.areOne(values, 4, 2)).isTrue();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
