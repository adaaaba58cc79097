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
 * Records and beans to maps and back, by Jackson and its annotations. What pickle has a form for passes through as it
 * is: a date stays a date and never becomes a text.
 */
final class Beans {

    private static final JsonMapper WRITING = JsonMapper.builder()
            .enable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .addModule(passing(new SimpleModule(), Scalars.TYPES)
                    .addSerializer(new Passing(Set.class))
                    .addSerializer(new Passing(PyDict.class))
                    .addSerializer(new Passing(PyDeque.class))
                    .addSerializer(new Passing(PyTuple.class))
                    .addSerializer(new Passing(PyFrozenSet.class))
                    .addSerializer(new Passing(PyObject.class))
                    .addSerializer(new Passing(PyGlobal.class)))
            .build();

    private static final JsonMapper READING = JsonMapper.builder()
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .withCoercionConfig(LogicalType.Textual, Beans::takeTextsOnly)
            .addModule(passing(new SimpleModule(), Scalars.TYPES)
                    .addSerializer(new Opening(PyTuple.class))
                    .addSerializer(new Opening(PyFrozenSet.class))
                    .addSerializer(new Opening(PyObject.class))
                    .setDeserializerModifier(new EmbeddedValueDeserializer.Modifier()))
            .build();

    private Beans() {}

    private static void takeTextsOnly(MutableCoercionConfig coercions) {
        coercions
                .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
    }

    private static SimpleModule passing(SimpleModule module, Iterable<Class<?>> types) {
        types.forEach(type -> module.addSerializer(new Passing(type)));
        return module;
    }

    /** A value of no type the writer knows, as one that it does. */
    static @Nullable Object toNatural(Object bean) {
        try {
            return WRITING.convertValue(bean, Object.class);
        } catch (JacksonException | IllegalArgumentException | StackOverflowError e) {
            throw new CodecException("a " + bean.getClass().getName() + " cannot be written as a dict");
        }
    }

    /** A value as a type that is bound by name. */
    static @Nullable Object fromNatural(Object value, Type type) {
        try {
            return READING.convertValue(opened(value), READING.constructType(type));
        } catch (JacksonException | IllegalArgumentException | ClassCastException | StackOverflowError e) {
            throw new CodecException(
                    "the value, a " + value.getClass().getSimpleName() + ", does not fit " + type.getTypeName());
        }
    }

    /** What of a Python object can be bound by name, or else in order. */
    static @Nullable Object opened(Object value) {
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

    /** Hands a value on as it is. */
    private static class Passing extends ValueSerializer<Object> {
        private final Class<?> type;

        Passing(Class<?> type) {
            this.type = type;
        }

        @Override
        @SuppressWarnings("unchecked") // Jackson asks which class this is registered for
        public Class<Object> handledType() {
            return (Class<Object>) type;
        }

        @Override
        public void serialize(Object value, JsonGenerator out, SerializationContext context) {
            out.writeEmbeddedObject(value);
        }
    }

    /** Hands on what is inside a value. */
    private static final class Opening extends Passing {
        Opening(Class<?> type) {
            super(type);
        }

        @Override
        public void serialize(Object value, JsonGenerator out, SerializationContext context) {
            out.writePOJO(opened(value));
        }
    }
}
