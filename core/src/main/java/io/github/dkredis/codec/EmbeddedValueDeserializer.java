package io.github.dkredis.codec;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.ValueDeserializerModifier;
import tools.jackson.databind.deser.std.DelegatingDeserializer;

/**
 * Takes a value that {@link Beans} has embedded in Jackson's tokens, such as a date or a number, and converts it
 * exactly to the requested type. All other tokens are left to Jackson's own deserializer.
 */
final class EmbeddedValueDeserializer extends DelegatingDeserializer {

    private final Class<?> type;

    private EmbeddedValueDeserializer(Class<?> type, ValueDeserializer<?> standard) {
        super(standard);
        this.type = type;
    }

    @Override
    protected ValueDeserializer<?> newDelegatingInstance(ValueDeserializer<?> standard) {
        return new EmbeddedValueDeserializer(type, standard);
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

    /** Puts this deserializer in front of Jackson's own for all types that a pickle can embed. */
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
