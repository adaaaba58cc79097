package io.github.dkredis.cli;

import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** JSON text to plain maps, lists, strings and numbers, and back. */
final class Json {

    /** As many as a pickle's int may have. */
    private static final int MAX_DIGITS = 4_300;

    /** What a pickle may be nested, twice: an object shows as an object in an object. */
    private static final int MAX_DEPTH_WRITTEN = 5_000;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNumberLength(MAX_DIGITS)
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .streamWriteConstraints(StreamWriteConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH_WRITTEN)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .build();

    private Json() {}

    /** The value: ints of any size are exact, other numbers are doubles. */
    static @Nullable Object parse(String json) {
        return parse("the value", "hello", json);
    }

    /**
     * As {@link #parse(String)}.
     *
     * @param what is parsed, for messages
     * @param example a text to show the quotes of
     */
    static @Nullable Object parse(String what, String example, String json) {
        if (json.isBlank()) {
            throw new UsageException(what + " is empty, which is no JSON; an empty text is '\"\"'");
        }
        try {
            Object value = MAPPER.readValue(json, Object.class);
            requireFinite(value);
            return value;
        } catch (JacksonException e) {
            throw new UsageException(what + " " + wrong(example, json.trim(), e) + place(e), e);
        }
    }

    static String text(@Nullable Object value) {
        return withoutLoneSurrogates(MAPPER.writeValueAsString(value));
    }

    static String prettyText(@Nullable Object value) {
        return withoutLoneSurrogates(MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value));
    }

    /** Without Jackson's message, which quotes the value. */
    private static String wrong(String example, String json, JacksonException e) {
        if (String.valueOf(e.getOriginalMessage()).startsWith("Duplicate")) {
            return "has an object with one name twice";
        }
        return "{[\"-0123456789".indexOf(json.charAt(0)) >= 0
                ? "is no JSON"
                : "is no JSON; a text needs its quotes: '\"" + example + "\"'";
    }

    private static String place(JacksonException e) {
        return e.getLocation() == null
                ? ""
                : " (line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + ")";
    }

    private static void requireFinite(@Nullable Object value) {
        if (value instanceof Double number && number.isInfinite()) {
            throw new UsageException("a number is beyond what a float holds");
        } else if (value instanceof Map<?, ?> map) {
            map.values().forEach(Json::requireFinite);
        } else if (value instanceof Collection<?> list) {
            list.forEach(Json::requireFinite);
        }
    }

    /** UTF-8 cannot carry half a surrogate pair, which a Python text can hold; JSON can, escaped. */
    private static String withoutLoneSurrogates(String json) {
        StringBuilder escaped = null;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < json.length()
                    && Character.isLowSurrogate(json.charAt(i + 1));
            if (Character.isSurrogate(c) && !pair) {
                escaped = escaped == null ? new StringBuilder(json.substring(0, i)) : escaped;
                escaped.append(String.format("\\u%04x", (int) c));
            } else {
                if (escaped != null) {
                    escaped.append(json, i, pair ? i + 2 : i + 1);
                }
                i += pair ? 1 : 0;
            }
        }
        return escaped == null ? json : escaped.toString();
    }
}
