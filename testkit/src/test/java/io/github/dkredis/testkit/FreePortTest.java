package io.github.dkredis.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class FreePortTest {

    /**
     * Planted: a random port each time; a proxy had the port of a server that was stopped and could not start again.
     */
    @Test
    void find_manyTimes_repeatsNoPort() {
        assertThat(IntStream.range(0, 300).mapToObj(i -> FreePort.find())).doesNotHaveDuplicates();
    }
}
