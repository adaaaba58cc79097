package io.github.dkredis.codec;

import io.github.dkredis.CodecException;
import io.github.dkredis.pickle.NumpyArray;
import io.github.dkredis.pickle.PyDeque;
import io.github.dkredis.pickle.PyDict;
import io.github.dkredis.pickle.PyFrozenSet;
import io.github.dkredis.pickle.PyGlobal;
import io.github.dkredis.pickle.PyObject;
import io.github.dkredis.pickle.PyObjectView;
import io.github.dkredis.pickle.PyTuple;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.temporal.Temporal;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.deser.ValueDeserializerModifier;
import tools.jackson.databind.deser.std.DelegatingDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.util.TokenBuffer;

/**
 * Converts records and beans to maps and back, through Jackson and its annotations. Values that a pickle represents
 * itself are embedded in Jackson's tokens unchanged: a date stays a date and never becomes a text.
 */
final class Beans {

    /** The most elements of lists that are made for binding, from ranges and numpy arrays. */
    static final int MAX_MADE_ELEMENTS = 4_000_000;

    private final JsonMapper writing;
    private final JsonMapper reading;

    Beans(JsonMapper mapper, MissingProperties missing) {
        writing = StrictMapper.of(mapper, missing)
                .addModule(embedding(new SimpleModule("dkredis-write"), Scalars.TYPES)
                        .addSerializer(new EmbeddingSerializer(Set.class))
                        .addSerializer(new EmbeddingSerializer(PyDict.class))
                        .addSerializer(new EmbeddingSerializer(PyDeque.class))
                        .addSerializer(new EmbeddingSerializer(PyTuple.class))
                        .addSerializer(new EmbeddingSerializer(PyFrozenSet.class))
                        .addSerializer(new EmbeddingSerializer(PyObject.class))
                        .addSerializer(new EmbeddingSerializer(PyGlobal.class)))
                .build();
        reading = StrictMapper.of(mapper, missing)
                .addModule(embedding(new SimpleModule("dkredis-read"), Scalars.TYPES)
                        .addSerializer(new EmbeddingSerializer(PyGlobal.class))
                        .addKeySerializer(Object.class, new KeySerializer())
                        .addKeySerializer(BigInteger.class, new KeySerializer())
                        .addKeySerializer(BigDecimal.class, new KeySerializer())
                        .addSerializer(new UnwrappingSerializer(PyTuple.class))
                        .addSerializer(new UnwrappingSerializer(PyFrozenSet.class))
                        .addSerializer(new UnwrappingSerializer(PyObject.class))
                        .setDeserializerModifier(new EmbeddedValueModifier()))
                .build();
    }

    private static SimpleModule embedding(SimpleModule module, Iterable<Class<?>> types) {
        types.forEach(type -> module.addSerializer(new EmbeddingSerializer(type)));
        return module;
    }

    /** Returns a value of a class that the pickle writer does not know as a map, a list or a text. */
    @Nullable
    Object toPlain(Object bean) {
        return toPlain(bean, writing.writer());
    }

    /** Does the same for a value whose declared type says more than its class, such as {@code Page<Shape>}. */
    @Nullable
    Object toPlain(Object bean, Type declared) {
        return toPlain(bean, writing.writerFor(writing.constructType(declared)));
    }

    private @Nullable Object toPlain(Object bean, ObjectWriter writer) {
        try (TokenBuffer tokens = writer.writeValueIntoBuffer(bean);
                JsonParser parser = tokens.asParser()) {
            return writing.readValue(parser, Object.class);
        } catch (JacksonException | IllegalArgumentException | StackOverflowError e) {
            throw JacksonErrors.unwritable(bean, "a dict", e);
        }
    }

    /**
     * Binds a value to a type by the names of its properties.
     *
     * @throws Mismatch if it does not fit
     */
    @Nullable
    Object fromPlain(Object value, Type type) {
        try {
            return reading.convertValue(unwrapped(value), reading.constructType(type));
        } catch (JacksonException e) {
            throw e.getCause() instanceof CodecException cycle ? cycle : JacksonErrors.mismatch(e, type);
        } catch (IllegalArgumentException | ClassCastException | StackOverflowError e) {
            // ClassCastException: a deserializer of the application may cast an embedded value
            throw new Mismatch(type, value);
        }
    }

    /**
     * Returns the part of a Python value that can be bound: the attributes of an object, its entries, its elements, or
     * the basic value that it extends. An object that has none of these is returned as it is, and fits no type.
     */
    static Object unwrapped(Object value) {
        if (value instanceof PyTuple tuple) {
            return tuple.asList();
        }
        if (value instanceof PyFrozenSet set) {
            return set.asSet();
        }
        return value instanceof PyObject object ? unwrapped(object) : value;
    }

    private static Object unwrapped(PyObject object) {
        Map<String, @Nullable Object> attributes = object.attributes();
        if (!attributes.isEmpty()) {
            // the view of an array has attributes of its own, and numpy's state is not a dict
            return attributes;
        }
        if (!object.entries().isEmpty()) {
            return object.entries();
        }
        Optional<Object> scalar = PyObjectView.scalar(object);
        if (scalar.isPresent()) {
            return scalar.get();
        }
        Optional<NumpyArray> array = NumpyArray.of(object);
        if (array.isPresent()) {
            return array.get().toList();
        }
        Optional<List<@Nullable Object>> elements = PyObjectView.elements(object);
        if (elements.isPresent()) {
            return elements.get();
        }
        return object.args().size() == 0 ? Map.of() : object;
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

    /**
     * Writes the key of a dict as a name. Tuples, bytes and the like have no name, and that of a large number would
     * take long to make.
     */
    private static final class KeySerializer extends ValueSerializer<Object> {

        private static final int MAX_BITS = 128;

        @Override
        public void serialize(Object key, JsonGenerator out, SerializationContext context) {
            boolean named = key instanceof String
                    || key instanceof Number
                    || key instanceof Boolean
                    || key instanceof Temporal
                    || key instanceof UUID;
            if (!named || bits(key) > MAX_BITS) {
                throw new CodecException("a dict with a key that is neither a text nor a number of up to " + MAX_BITS
                        + " bits cannot be bound to a class; read it untyped or as a Map");
            }
            out.writeName(key.toString());
        }

        private static int bits(Object key) {
            if (key instanceof BigDecimal decimal) {
                return decimal.unscaledValue().bitLength();
            }
            return key instanceof BigInteger whole ? whole.bitLength() : 0;
        }
    }

    /** What one conversion has unwrapped so far. */
    private static final class Unwrapped {
        /** The objects that are being written, to notice one that contains itself. */
        final Set<Object> open = Collections.newSetFromMap(new IdentityHashMap<>());

        int elements;
    }

    /** Writes the bindable part of a value instead of the value. */
    private static final class UnwrappingSerializer extends EmbeddingSerializer {

        private static final Object UNWRAPPED = new Object();

        UnwrappingSerializer(Class<?> type) {
            super(type);
        }

        @Override
        public void serialize(Object value, JsonGenerator out, SerializationContext context) {
            Object part = unwrapped(value);
            if (part == value) {
                out.writeEmbeddedObject(value);
                return;
            }
            Unwrapped state = (Unwrapped) context.getAttribute(UNWRAPPED);
            if (state == null) {
                state = new Unwrapped();
                context.setAttribute(UNWRAPPED, state);
            }
            if (!state.open.add(value)) {
                throw new CodecException("an object that contains itself cannot be bound to a class; read it untyped");
            }
            state.elements += value instanceof PyObject && part instanceof Collection<?> made ? made.size() : 0;
            if (state.elements > MAX_MADE_ELEMENTS) {
                throw new CodecException("ranges and arrays of more than " + MAX_MADE_ELEMENTS
                        + " elements in all cannot be bound to a class");
            }
            context.writeValue(out, part);
            state.open.remove(value);
        }
    }

    /** Puts {@link EmbeddedValue} in front of Jackson's own deserializers of all types that a pickle can embed. */
    private static final class EmbeddedValueModifier extends ValueDeserializerModifier {

        private static final long serialVersionUID = 1L;

        @Override
        public ValueDeserializer<?> modifyDeserializer(
                DeserializationConfig config, BeanDescription.Supplier description, ValueDeserializer<?> standard) {
            Class<?> type = description.getBeanClass();
            return Scalars.TYPES.contains(type) || type == String.class ? new EmbeddedValue(type, standard) : standard;
        }
    }

    /**
     * Takes a value that was embedded in Jackson's tokens, such as a date or a number, and converts it exactly to the
     * requested type. All other tokens are left to Jackson's own deserializer.
     */
    private static final class EmbeddedValue extends DelegatingDeserializer {

        private final Class<?> type;

        EmbeddedValue(Class<?> type, ValueDeserializer<?> standard) {
            super(standard);
            this.type = type;
        }

        @Override
        protected ValueDeserializer<?> newDelegatingInstance(ValueDeserializer<?> standard) {
            return new EmbeddedValue(type, standard);
        }

        @Override
        public Object deserialize(JsonParser in, DeserializationContext context) {
            if (in.currentToken() != JsonToken.VALUE_EMBEDDED_OBJECT) {
                return super.deserialize(in, context);
            }
            Object value = in.getEmbeddedObject();
            @Nullable Object fitted = value == null ? null : Scalars.fit(value, type);
            return fitted != null ? fitted : context.reportInputMismatch(type, "the embedded value does not fit");
        }
    }
}
