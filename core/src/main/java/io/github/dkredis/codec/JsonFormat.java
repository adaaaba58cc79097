package io.github.dkredis.codec;

import io.github.dkredis.CodecException;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** JSON through Jackson, without default typing: JSON that names a class does not make Jackson load it. */
final class JsonFormat implements Format {

    static final JsonFormat INSTANCE = new JsonFormat();

    private static final int MAX_DEPTH = 500;
    /** As for the ints of a pickle: the time to parse digits grows with the square of their number. */
    private static final int MAX_NUMBER_LENGTH = 4_300;
    /** 512 MiB, the longest value that Redis stores. */
    private static final int MAX_LENGTH = 512 << 20;

    private final JsonMapper mapper;

    private JsonFormat() {
        StreamReadConstraints constraints = StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxNumberLength(MAX_NUMBER_LENGTH)
                .maxStringLength(MAX_LENGTH)
                .maxDocumentLength(MAX_LENGTH)
                .build();
        JsonFactory factory =
                JsonFactory.builder().streamReadConstraints(constraints).build();
        // like Python's json, writes and reads NaN and the infinities as bare words instead of strings
        mapper = JsonMapper.builder(factory)
                .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
                .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }

    // A CodecException does not have Jackson's exception as its cause, because that message quotes the value.

    @Override
    public byte[] encode(@Nullable Object value) {
        try {
            return mapper.writeValueAsBytes(value);
        } catch (JacksonException | StackOverflowError e) {
            throw new CodecException(Format.describe(value) + " cannot be written as JSON");
        }
    }

    @Override
    public @Nullable Object decode(byte[] bytes, Type type) {
        try {
            return mapper.readValue(bytes, mapper.constructType(type));
        } catch (JacksonException | IllegalArgumentException | StackOverflowError e) {
            throw new CodecException(
                    "the " + bytes.length + " bytes are not valid JSON for the type " + type.getTypeName());
        }
    }
}
