package io.github.dkredis.codec;

import io.github.dkredis.CodecException;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JSON codec, through Jackson, without default typing: JSON that names a class does not make Jackson load it. A
 * typed read is as strict as that of {@link PickleCodec}: a value is never rounded, cut or converted to fit a type.
 * Instances are immutable and thread-safe.
 */
public final class JsonCodec implements Codec {

    private static final int MAX_DEPTH = 500;
    /** As for the ints of a pickle: the time to parse digits grows with the square of their number. */
    private static final int MAX_NUMBER_LENGTH = 4_300;
    /** 512 MiB, the longest value that Redis stores. */
    private static final int MAX_LENGTH = 512 << 20;

    private static final JsonCodec STANDARD = new JsonCodec(standardMapper(), MissingProperties.REFUSE);

    private final JsonMapper original;
    private final MissingProperties missing;
    private final JsonMapper mapper;

    private JsonCodec(JsonMapper original, MissingProperties missing) {
        this.original = original;
        this.missing = missing;
        this.mapper = StrictMapper.of(original, missing)
                // like Python's json, writes and reads NaN and the infinities as bare words instead of strings
                .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
                .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }

    private static JsonMapper standardMapper() {
        StreamReadConstraints constraints = StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxNumberLength(MAX_NUMBER_LENGTH)
                .maxStringLength(MAX_LENGTH)
                .maxDocumentLength(MAX_LENGTH)
                .build();
        return JsonMapper.builder(
                        JsonFactory.builder().streamReadConstraints(constraints).build())
                .build();
    }

    /** Returns the codec that {@link Codec#json()} describes. */
    public static JsonCodec standard() {
        return STANDARD;
    }

    /**
     * Returns a copy that uses the modules, annotations and limits of a mapper. The strictness stays: the mapper's own
     * tolerance, such as accepting floats for ints, has no effect.
     */
    public JsonCodec withMapper(JsonMapper mapper) {
        return new JsonCodec(Objects.requireNonNull(mapper, "mapper"), missing);
    }

    /** Returns a copy that treats missing components of records in another way; the default is to refuse them. */
    public JsonCodec withMissing(MissingProperties missing) {
        return new JsonCodec(original, Objects.requireNonNull(missing, "missing"));
    }

    @Override
    public byte[] encode(@Nullable Object value) {
        try {
            return needsElements(value) ? encodeElements(value) : mapper.writeValueAsBytes(value);
        } catch (JacksonException | StackOverflowError e) {
            throw JacksonErrors.unwritable(Objects.requireNonNullElse(value, "null"), "JSON", e);
        }
    }

    /** Does what {@link Codec#encode(Object, Type)} describes; a class without type arguments adds nothing. */
    @Override
    public byte[] encode(@Nullable Object value, Type type) {
        if (value == null || !(type instanceof ParameterizedType parameterized)) {
            return encode(value);
        }
        // of a subclass Jackson would write the properties of the declared class only
        Class<?> raw = (Class<?>) parameterized.getRawType();
        boolean container = value instanceof Collection<?> || value instanceof Map<?, ?>;
        if (!container && raw != value.getClass()) {
            return encode(value);
        }
        try {
            return mapper.writerFor(mapper.constructType(type)).writeValueAsBytes(value);
        } catch (JacksonException | IllegalArgumentException | StackOverflowError e) {
            throw JacksonErrors.unwritable(value, "JSON", e);
        }
    }

    @Override
    public @Nullable Object decode(byte[] bytes) {
        return decode(bytes, Object.class);
    }

    // A CodecException does not have Jackson's exception as its cause, because that message quotes the value.

    @Override
    public @Nullable Object decode(byte[] bytes, Type type) {
        try {
            return mapper.readValue(bytes, mapper.constructType(type));
        } catch (JacksonException e) {
            throw JacksonErrors.unreadableJson(e, type);
        } catch (IllegalArgumentException | StackOverflowError e) {
            throw new CodecException(
                    "the " + bytes.length + " bytes are not valid JSON for the type " + Found.simpleName(type));
        }
    }

    /**
     * Tells whether a container holds values whose class is written into the JSON. Jackson does not know the type of
     * its elements and would leave their classes out.
     */
    private boolean needsElements(@Nullable Object value) {
        if (value instanceof Collection<?> elements) {
            return isPlain(value) && elements.stream().anyMatch(this::isPolymorphic);
        }
        return value instanceof Map<?, ?> map
                && isPlain(value)
                && map.values().stream().anyMatch(this::isPolymorphic)
                && map.keySet().stream().allMatch(String.class::isInstance);
    }

    /** Tells whether a container is one of the JDK's, which have no serializers of an application. */
    private static boolean isPlain(Object container) {
        return container.getClass().getName().startsWith("java.util.");
    }

    private boolean isPolymorphic(@Nullable Object element) {
        if (element == null || element.getClass().getName().startsWith("java.")) {
            return needsElements(element);
        }
        return mapper._serializationContext().findTypeSerializer(mapper.constructType(element.getClass())) != null;
    }

    private byte[] encodeElements(@Nullable Object container) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = mapper.createGenerator(bytes)) {
            write(container, out);
        }
        return bytes.toByteArray();
    }

    private void write(@Nullable Object value, JsonGenerator out) {
        if (!needsElements(value)) {
            mapper.writeValue(out, value);
        } else if (value instanceof Map<?, ?> map) {
            out.writeStartObject();
            map.forEach((key, element) -> {
                out.writeName((String) key);
                write(element, out);
            });
            out.writeEndObject();
        } else {
            out.writeStartArray();
            for (Object element : (Collection<?>) Objects.requireNonNull(value)) {
                write(element, out);
            }
            out.writeEndArray();
        }
    }

    @Override
    public String toString() {
        return "json";
    }
}
