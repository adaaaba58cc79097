package io.github.dkredis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextWidthTest {

    @ParameterizedTest
    @CsvSource({"'', 0", "abc, 3", "日本語, 6", "ｆｕｌｌ, 8", "한글, 4", "é, 1", "e\u0301, 1", "🔒, 2", "𝒳, 1", "✓, 1", "⚡, 2"
    })
    void of_text_countsColumns(String text, int columns) {
        assertThat(TextWidth.of(text)).isEqualTo(columns);
    }

    @Test
    void wrapped_spaces_breaksThere() {
        assertThat(TextWidth.wrapped("one two three", 8)).isEqualTo(List.of("one two", "three"));
        assertThat(TextWidth.wrapped("one two three", 7)).isEqualTo(List.of("one two", "three"));
        assertThat(TextWidth.wrapped("", 7)).isEqualTo(List.of(""));
    }

    @Test
    void wrapped_longWord_breaksInside() {
        assertThat(TextWidth.wrapped("abcdefgh", 3)).isEqualTo(List.of("abc", "def", "gh"));
        assertThat(TextWidth.wrapped("a 日本語日本語", 5)).isEqualTo(List.of("a", "日本", "語日", "本語"));
    }

    @Test
    void fitting_columns_takesFromTheWidest() {
        ColumnWidths.Column key = new ColumnWidths.Column(3, 20, true);
        ColumnWidths.Column text = new ColumnWidths.Column(5, 300, true);
        ColumnWidths.Column number = new ColumnWidths.Column(5, 12, false);

        assertThat(ColumnWidths.fitting(List.of(key, text, number), 400)).contains(List.of(20, 300, 12));
        assertThat(ColumnWidths.fitting(List.of(key, text, number), 80)).contains(List.of(20, 44, 12));
        assertThat(ColumnWidths.fitting(List.of(key, text, number), 48)).contains(List.of(16, 16, 12));
        assertThat(ColumnWidths.fitting(List.of(key, text, number), 47)).isEmpty();
    }
}
