package io.github.dkredis.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RedisBinaryTest {

    /** The embedded server, or none on a platform that it was not built for. */
    private static List<RedisBinary> embedded() {
        try {
            return List.of(RedisBinary.embedded());
        } catch (IllegalStateException e) {
            assertThat(e).hasMessageContaining("install redis-server");
            return List.of();
        }
    }

    @Test
    void embedded_whereThereIsOne_isRedisSixTwo() {
        assertThat(embedded()).allSatisfy(embedded -> {
            assertThat(embedded.product()).isEqualTo("redis");
            assertThat(embedded.version()).startsWith("6.2.");
            assertThat(embedded).hasToString("redis " + embedded.version() + " (embedded)");
            assertThat(RedisBinary.embedded()).isSameAs(embedded);
        });
    }

    @Test
    void all_onThisMachine_areTheEmbeddedOneAndWhatIsInstalled() {
        List<RedisBinary> expected = new ArrayList<>(embedded());
        expected.addAll(RedisBinary.installed());

        assertThat(RedisBinary.all()).isEqualTo(expected).isNotEmpty();
        assertThat(RedisBinary.onPath())
                .isEqualTo(RedisBinary.installed().stream().findFirst());
    }

    @Test
    void of_anotherProgram_isRejected() {
        Path java = ProcessHandle.current().info().command().map(Path::of).orElseThrow();
        assertThatThrownBy(() -> RedisBinary.of(java))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Not a Redis server");
    }
}
