package io.github.dkredis.website;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlugsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            What is guaranteed           | what-is-guaranteed
            Freshness, and its limits    | freshness-and-its-limits
            Why not …                    | why-not-
            Security: keys & TLS         | security-keys--tls
            snake_case-and.dots          | snake_case-anddots
            Größe 10 MB – und mehr       | größe-10-mb--und-mehr
            @Cached(ttl = "5 m")         | cachedttl--5-m
            `code` stays                 | code-stays
            0.1.0                        | 010
            """)
    void next_anyHeading_isGitHubsAnchor(String heading, String anchor) {
        assertThat(new Slugs().next(heading)).isEqualTo(anchor);
    }

    @Test
    void next_headingsRepeated_areNumberedAndNeverEqual() {
        Slugs slugs = new Slugs();

        assertThat(slugs.next("Limits")).isEqualTo("limits");
        assertThat(slugs.next("Limits")).isEqualTo("limits-1");
        assertThat(slugs.next("Limits 1")).isEqualTo("limits-1-1");
        assertThat(slugs.next("Limits")).isEqualTo("limits-2");
    }
}
