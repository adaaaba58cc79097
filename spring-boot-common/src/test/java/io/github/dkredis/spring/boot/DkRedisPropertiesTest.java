package io.github.dkredis.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.spring.CacheSettings;
import io.github.dkredis.spring.ValueCodec;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** What the properties become, without an application. */
class DkRedisPropertiesTest {

    private static final Pattern NAME = Pattern.compile("\"name\": \"([^\"]+)\"");
    private static final Pattern DESCRIPTION = Pattern.compile("\"description\": \"([^\"]+)\"");

    private static DkRedisProperties bound(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("dkredis", DkRedisProperties.class);
    }

    @Test
    void cache_everySetting_isBound() {
        DkRedisProperties properties = bound(Map.of(
                "dkredis.cache.users.type", "java.lang.String",
                "dkredis.cache.users.codec", "pickle",
                "dkredis.cache.users.ttl", "1s",
                "dkredis.cache.users.null-ttl", "2s",
                "dkredis.cache.users.stale-window", "3s",
                "dkredis.cache.users.stale-on-error", "4s",
                "dkredis.cache.users.near-cache-size", "5",
                "dkredis.cache.users.near-ttl", "6s",
                "dkredis.cache.users.fill-lease", "7s",
                "dkredis.cache.users.load-timeout", "8s"));

        assertThat(properties.cache())
                .containsExactly(Map.entry(
                        "users",
                        new CacheSettings(
                                "java.lang.String",
                                ValueCodec.PICKLE,
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(3),
                                Duration.ofSeconds(4),
                                5L,
                                Duration.ofSeconds(6),
                                Duration.ofSeconds(7),
                                Duration.ofSeconds(8))));
    }

    @Test
    void cache_namesWithOtherCharacters_needBrackets() {
        Map<String, String> properties = new HashMap<>();
        for (String name : new String[] {"plain-name", "camelCase", "[under_score]", "[v2:prices]", "[a.b]"}) {
            properties.put("dkredis.cache." + name + ".ttl", "1s");
        }

        assertThat(bound(properties).cache())
                .containsOnlyKeys("plain-name", "camelCase", "under_score", "v2:prices", "a.b");
    }

    @Test
    void cacheDefaults_type_isRefused() {
        assertThatThrownBy(() -> bound(Map.of("dkredis.cache-defaults.type", "java.lang.String")))
                .rootCause()
                .hasMessageContaining("dkredis.cache.<name>.type");
    }

    /** Caught: the description of another property, and none for those of a class from another module. */
    @Test
    void metadata_eachProperty_hasItsDescription() throws Exception {
        Map<String, String> descriptions = new HashMap<>();
        try (InputStream in = Objects.requireNonNull(
                DkRedisProperties.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json"))) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            String properties = text.substring(text.indexOf("\"properties\": ["), text.indexOf("\"hints\": ["));
            for (String property : properties.split("\\}")) {
                Matcher name = NAME.matcher(property);
                if (name.find()) {
                    Matcher description = DESCRIPTION.matcher(property);
                    descriptions.put(name.group(1), description.find() ? description.group(1) : "");
                }
            }
        }

        assertThat(descriptions)
                .containsKeys("dkredis.key-prefix", "dkredis.cache", "dkredis.cache-defaults.ttl")
                .allSatisfy(
                        (name, description) -> assertThat(description).as(name).endsWith("."));
        assertThat(descriptions.get("dkredis.cache")).startsWith("The settings of single caches");
    }
}
