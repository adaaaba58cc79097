package io.github.dkredis.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.Currency;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.cache.interceptor.SimpleKey;
import org.springframework.core.convert.support.DefaultConversionService;

class KeyRuleTest {

    private enum Color {
        RED
    }

    private record Point(int x, int y) {}

    private final KeyRule rule = new KeyRule(new DefaultConversionService());

    @Test
    void typed_keysThatCoreKnows_stayAsTheyAre() {
        for (Object key :
                List.of("a", 1, 1L, 2.5, true, 'c', new UUID(1, 2), Color.RED, new Point(1, 2), Instant.EPOCH)) {
            assertThat(rule.typed(key)).isSameAs(key);
        }
    }

    @Test
    void typed_differentKeys_stayDifferent() {
        List<Object> keys = List.of(
                "1",
                1,
                1L,
                List.of(1),
                Set.of(1),
                new int[] {1},
                new long[] {1},
                new Object[] {1},
                SimpleKey.EMPTY,
                new SimpleKey(1),
                new SimpleKey(1, 1),
                new SimpleKey(List.of(1)),
                new SimpleKey((Object) new int[] {1}),
                new SimpleKey("1"),
                Locale.GERMANY,
                "de_DE",
                Currency.getInstance("EUR"),
                "EUR",
                URI.create("redis:x"));
        Set<Object> typed = new HashSet<>();
        keys.forEach(key -> typed.add(rule.typed(key)));

        assertThat(typed).hasSameSizeAs(keys);
    }

    @Test
    void typed_equalKeys_areEqual() {
        assertThat(rule.typed(new SimpleKey("a", new int[] {1}, null)))
                .isEqualTo(rule.typed(new SimpleKey("a", new int[] {1}, null)));
        assertThat(rule.typed(Arrays.asList("a", null))).isEqualTo(rule.typed(Arrays.asList("a", null)));
    }

    @Test
    void typed_keyWithoutText_isRefusedWithASentence() {
        assertThatThrownBy(() -> rule.typed(new Object()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.lang.Object has no text")
                .hasMessageContaining("register a converter");
    }

    /** Spring turns a date into text without its milliseconds, so two dates would share an entry. */
    @Test
    void typed_textThatLosesSomething_isRefused() {
        assertThatThrownBy(() -> rule.typed(new Date(1_700_000_000_123L)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("does not convert back");
    }
}
