package io.github.dkredis.codec;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.ValueDeserializerModifier;
import tools.jackson.databind.deser.std.DelegatingDeserializer;

/** Takes a date, a number or bytes as they are, or as the exact equal in the wanted type; everything else is Jackson's. */
final class EmbeddedValueDeserializer extends DelegatingDeserializer {

    private final Class<?> type;

    private EmbeddedValueDeserializer(Class<?> type, ValueDeserializer<?> otherwise) {
        super(otherwise);
        this.type = type;
    }

    @Override
    protected ValueDeserializer<?> newDelegatingInstance(ValueDeserializer<?> otherwise) {
        return new EmbeddedValueDeserializer(type, otherwise);
    }

    @Override
    public Object deserialize(JsonParser in, DeserializationContext context) {
        if (in.currentToken() != JsonToken.VALUE_EMBEDDED_OBJECT) {
            return super.deserialize(in, context);
        }
        Object value = in.getEmbeddedObject();
        Object fitted = value == null ? null : Scalars.fit(value, type);
        if (fitted == null) {
            throw new ClassCastException();
        }
        return fitted;
    }

    /** Puts this in front of Jackson's own for all types a pickle has a form for. */
    static final class Modifier extends ValueDeserializerModifier {

        private static final long serialVersionUID = 1L;

        @Override
        public ValueDeserializer<?> modifyDeserializer(
                DeserializationConfig config, BeanDescription.Supplier description, ValueDeserializer<?> standard) {
            Class<?> type = description.getBeanClass();
            return Scalars.TYPES.contains(type) ? new EmbeddedValueDeserializer(type, standard) : standard;
        }
    }
}
