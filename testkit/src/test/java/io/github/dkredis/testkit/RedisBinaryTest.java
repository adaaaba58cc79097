package io.github.dkredis.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class RedisBinaryTest {

    @Test
    void embedded_onThisPlatform_isRedisSixTwo() {
        RedisBinary embedded = RedisBinary.embedded();
        assertThat(embedded.product()).isEqualTo("redis");
        assertThat(embedded.version()).startsWith("6.2.");
        assertThat(embedded).hasToString("redis " + embedded.version() + " (embedded)");
        assertThat(RedisBinary.embedded()).isSameAs(embedded);
    }

    @Test
    void all_onThisMachine_areTheEmbeddedOneAndWhatIsInstalled() {
        assertThat(RedisBinary.all()).startsWith(RedisBinary.embedded()).containsAll(RedisBinary.installed());
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
