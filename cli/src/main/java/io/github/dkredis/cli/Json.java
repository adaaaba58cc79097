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

/** Converts between JSON text and maps, lists, strings and numbers. */
final class Json {

    /** The limit of the pickle codec for the digits of an int. */
    private static final int MAX_DIGITS = 4_300;

    /** Twice the limit for pickles, because a Python object is printed as an object in an object. */
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

    /** {@return the parsed value, in which integers of any size are exact and other numbers are doubles} */
    static @Nullable Object parse(String json) {
        return parse("the value", "hello", json);
    }

    /**
     * Parses as {@link #parse(String)} does.
     *
     * @param what the subject of messages
     * @param example the string in the message that says that strings need quotes
     */
    static @Nullable Object parse(String what, String example, String json) {
        if (json.isBlank()) {
            throw new UsageException(what + " is empty, which is not valid JSON; an empty string is '\"\"'");
        }
        try {
            Object value = MAPPER.readValue(json, Object.class);
            requireFinite(value);
            return value;
        } catch (JacksonException e) {
            throw new UsageException(what + " " + wrong(example, json.trim(), e) + place(e), e);
        }
    }

    /** {@return the JSON of a value on one line, in which nothing controls a terminal} */
    static String text(@Nullable Object value) {
        return escaped(MAPPER.writeValueAsString(value));
    }

    static String prettyText(@Nullable Object value) {
        return escaped(MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value));
    }

    /** {@return what is wrong, without Jackson's message, which may contain the value} */
    private static String wrong(String example, String json, JacksonException e) {
        if (String.valueOf(e.getOriginalMessage()).startsWith("Duplicate")) {
            return "contains an object with a duplicate name";
        }
        return "{[\"-0123456789".indexOf(json.charAt(0)) >= 0
                ? "is not valid JSON"
                : "is not valid JSON; quote strings: '\"" + example + "\"'";
    }

    private static String place(JacksonException e) {
        return e.getLocation() == null
                ? ""
                : " (line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + ")";
    }

    private static void requireFinite(@Nullable Object value) {
        if (value instanceof Double number && number.isInfinite()) {
            throw new UsageException("a number is too large for a float");
        } else if (value instanceof Map<?, ?> map) {
            map.values().forEach(Json::requireFinite);
        } else if (value instanceof Collection<?> list) {
            list.forEach(Json::requireFinite);
        }
    }

    /**
     * Escapes what Jackson leaves as it is: half surrogate pairs, which Python strings can contain and UTF-8 cannot
     * encode, and characters that control a terminal.
     */
    private static String escaped(String json) {
        StringBuilder escaped = null;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < json.length()
                    && Character.isLowSurrogate(json.charAt(i + 1));
            if (Character.isSurrogate(c) && !pair || c >= 0x7F && TextWidth.isControl(c)) {
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
