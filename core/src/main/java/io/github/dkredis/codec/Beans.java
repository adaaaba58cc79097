package io.github.dkredis.codec;

import io.github.dkredis.CodecException;
import io.github.dkredis.pickle.PyDeque;
import io.github.dkredis.pickle.PyDict;
import io.github.dkredis.pickle.PyFrozenSet;
import io.github.dkredis.pickle.PyGlobal;
import io.github.dkredis.pickle.PyObject;
import io.github.dkredis.pickle.PyTuple;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.cfg.MutableCoercionConfig;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.type.LogicalType;

/**
 * Converts records and beans to maps and back, through Jackson and its annotations. Values that a pickle represents
 * itself are embedded in Jackson's tokens unchanged: a date stays a date and never becomes a text.
 */
final class Beans {

    private static final JsonMapper WRITING = JsonMapper.builder()
            .enable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .addModule(embedding(new SimpleModule(), Scalars.TYPES)
                    .addSerializer(new EmbeddingSerializer(Set.class))
                    .addSerializer(new EmbeddingSerializer(PyDict.class))
                    .addSerializer(new EmbeddingSerializer(PyDeque.class))
                    .addSerializer(new EmbeddingSerializer(PyTuple.class))
                    .addSerializer(new EmbeddingSerializer(PyFrozenSet.class))
                    .addSerializer(new EmbeddingSerializer(PyObject.class))
                    .addSerializer(new EmbeddingSerializer(PyGlobal.class)))
            .build();

    private static final JsonMapper READING = JsonMapper.builder()
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .withCoercionConfig(LogicalType.Textual, Beans::refuseNonTexts)
            .addModule(embedding(new SimpleModule(), Scalars.TYPES)
                    .addSerializer(new UnwrappingSerializer(PyTuple.class))
                    .addSerializer(new UnwrappingSerializer(PyFrozenSet.class))
                    .addSerializer(new UnwrappingSerializer(PyObject.class))
                    .setDeserializerModifier(new EmbeddedValueDeserializer.Modifier()))
            .build();

    private Beans() {}

    private static void refuseNonTexts(MutableCoercionConfig coercions) {
        coercions
                .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
    }

    private static SimpleModule embedding(SimpleModule module, Iterable<Class<?>> types) {
        types.forEach(type -> module.addSerializer(new EmbeddingSerializer(type)));
        return module;
    }

    /** Returns a value of a class that the pickle writer does not know as a map, a list or a text. */
    static @Nullable Object toPlain(Object bean) {
        try {
            return WRITING.convertValue(bean, Object.class);
        } catch (JacksonException | IllegalArgumentException | StackOverflowError e) {
            throw new CodecException("a " + bean.getClass().getName() + " cannot be written as a dict");
        }
    }

    /** Binds a value to a type by the names of its properties. */
    static @Nullable Object fromPlain(Object value, Type type) {
        try {
            return READING.convertValue(unwrapped(value), READING.constructType(type));
        } catch (JacksonException | IllegalArgumentException | ClassCastException | StackOverflowError e) {
            // ClassCastException: a deserializer of the application may cast an embedded value
            throw Scalars.mismatch(value, type);
        }
    }

    /**
     * Returns the part of a Python value that can be bound: by name if an object has attributes, else its elements, its
     * entries or its arguments.
     */
    static @Nullable Object unwrapped(Object value) {
        if (value instanceof PyTuple tuple) {
            return tuple.asList();
        }
        if (value instanceof PyFrozenSet set) {
            return set.asSet();
        }
        if (!(value instanceof PyObject object)) {
            return value;
        }
        Map<String, @Nullable Object> attributes = object.attributes();
        if (!attributes.isEmpty()) {
            return attributes;
        }
        Collection<@Nullable Object> items = object.items();
        if (!object.entries().isEmpty() || !items.isEmpty()) {
            return items.isEmpty() ? object.entries() : items;
        }
        PyTuple args = object.args();
        return args.size() == 1 ? args.get(0) : args.asList();
    }

    /** Embeds a value in Jackson's tokens without converting it. */
    private static class EmbeddingSerializer extends ValueSerializer<Object> {
        private final Class<?> type;

        EmbeddingSerializer(Class<?> type) {
            this.type = type;
        }

        @Override
        @SuppressWarnings("unchecked") // Jackson asks for the class that this is registered for
        public Class<Object> handledType() {
            return (Class<Object>) type;
        }

        @Override
        public void serialize(Object value, JsonGenerator out, SerializationContext context) {
            out.writeEmbeddedObject(value);
        }
    }

    /** Writes the bindable part of a value instead of the value. */
    private static final class UnwrappingSerializer extends EmbeddingSerializer {
        UnwrappingSerializer(Class<?> type) {
            super(type);
        }

        @Override
        public void serialize(Object value, JsonGenerator out, SerializationContext context) {
            out.writePOJO(unwrapped(value));
        }
    }
}
