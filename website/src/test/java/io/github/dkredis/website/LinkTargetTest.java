package io.github.dkredis.website;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.website.LinkTarget.External;
import io.github.dkredis.website.LinkTarget.Internal;
import io.github.dkredis.website.LinkTarget.Invalid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinkTargetTest {

    @ParameterizedTest
    @CsvSource({
        "cache.md, docs/cache.md",
        "./guides/redisson.md, docs/guides/redisson.md",
        "../README.md, README.md",
        "../pickle/, pickle",
        "../samples/a%20b+c, samples/a b+c",
        "'..', ''",
    })
    void of_relativePath_isResolvedFromTheFilesFolder(String destination, String path) {
        assertThat(LinkTarget.of("docs/locks.md", destination)).isEqualTo(new Internal(path, null));
    }

    @Test
    void of_anchor_isKeptApart() {
        assertThat(LinkTarget.of("docs/locks.md", "cache.md#fill-leases"))
                .isEqualTo(new Internal("docs/cache.md", "fill-leases"));
        assertThat(LinkTarget.of("docs/locks.md", "#gr%C3%B6%C3%9Fe"))
                .isEqualTo(new Internal("docs/locks.md", "größe"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://example.org/a#b", "mailto:a@example.org", "//example.org"})
    void of_addressOfAnotherHost_isExternal(String destination) {
        assertThat(LinkTarget.of("README.md", destination)).isEqualTo(new External(destination));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/docs/cache.md", "../../cache.md", "a%2"})
    void of_whatNoBrowserFinds_isInvalid(String destination) {
        assertThat(LinkTarget.of("docs/locks.md", destination)).isInstanceOf(Invalid.class);
    }
}
