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

/** JSON by Jackson: data only, so no text in it ever names a class. */
final class JsonCodec implements Codec {

    static final JsonCodec INSTANCE = new JsonCodec();

    private static final int MAX_DEPTH = 500;
    private static final int MAX_NUMBER_LENGTH = 4_300;
    private static final int MAX_LENGTH = 512 << 20;

    private final JsonMapper mapper;

    private JsonCodec() {
        StreamReadConstraints bounds = StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxNumberLength(MAX_NUMBER_LENGTH)
                .maxStringLength(MAX_LENGTH)
                .maxDocumentLength(MAX_LENGTH)
                .build();
        JsonFactory factory =
                JsonFactory.builder().streamReadConstraints(bounds).build();
        // NaN and the infinities as Python's json writes and reads them, not as texts.
        mapper = JsonMapper.builder(factory)
                .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
                .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }

    @Override
    public byte[] encode(@Nullable Object value) {
        try {
            return mapper.writeValueAsBytes(value);
        } catch (JacksonException | StackOverflowError e) {
            throw new CodecException(StringCodec.nameOf(value) + " cannot be written as JSON");
        }
    }

    @Override
    public @Nullable Object decode(byte[] bytes) {
        return decode(bytes, Object.class);
    }

    @Override
    public @Nullable Object decode(byte[] bytes, Type type) {
        try {
            return mapper.readValue(bytes, mapper.constructType(type));
        } catch (JacksonException | IllegalArgumentException | StackOverflowError e) {
            throw new CodecException("the " + bytes.length + " bytes are no JSON of the type " + type.getTypeName());
        }
    }
}
