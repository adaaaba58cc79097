package io.github.dkredis.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisConnectionException;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class ConnectFailuresTest {

    /** Both were seen on a busy machine, where the reason of the closing was lost. */
    @Test
    void wasClosedEarly_bothFormsOfLettuce_areRecognised() {
        assertThat(ConnectFailures.wasClosedEarly(new RedisConnectionException("Connection closed prematurely")))
                .isTrue();
        assertThat(ConnectFailures.wasClosedEarly(new CompletionException(new RedisConnectionException(
                        "Unable to connect", new IllegalStateException("RedisHandshakeHandler not registered")))))
                .isTrue();
    }

    @Test
    void wasClosedEarly_anotherFailure_isFalse() {
        assertThat(ConnectFailures.wasClosedEarly(
                        new RedisConnectionException("Unable to connect", new IOException("Connection reset by peer"))))
                .isFalse();
        assertThat(ConnectFailures.wasClosedEarly(new IllegalStateException("no event loop")))
                .isFalse();
    }
}
