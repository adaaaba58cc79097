package io.github.dkredis.codec;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.AnnotationIntrospector;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.cfg.MutableCoercionConfig;
import tools.jackson.databind.deser.ValueDeserializerModifier;
import tools.jackson.databind.deser.std.DelegatingDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.type.LogicalType;

/**
 * The strictness that all codecs share: a value is never rounded, cut or converted between a number and a text to fit a
 * type, and a class without properties is not written as an empty object. It is applied to a caller's own mapper too,
 * so its modules and annotations are used, but not its tolerance.
 */
final class StrictMapper {

    private StrictMapper() {}

    /** Returns a builder with the modules and settings of the mapper, made strict. */
    static JsonMapper.Builder of(JsonMapper mapper, MissingProperties missing) {
        JsonMapper.Builder builder = mapper.rebuild()
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .withCoercionConfig(LogicalType.Textual, StrictMapper::refuseNonTexts)
                .enable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                .configure(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES, missing == MissingProperties.REFUSE)
                .addModule(new SimpleModule("dkredis-exact").setDeserializerModifier(new ExactModifier()));
        if (missing == MissingProperties.REFUSE) {
            builder.annotationIntrospector(
                    AnnotationIntrospector.pair(new RequiredComponents(), builder.annotationIntrospector()));
        }
        return builder;
    }

    private static void refuseNonTexts(MutableCoercionConfig coercions) {
        coercions
                .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
    }

    /** Puts {@link ExactFloat} in front of Jackson's own deserializers of doubles and floats. */
    private static final class ExactModifier extends ValueDeserializerModifier {

        private static final long serialVersionUID = 1L;

        @Override
        public ValueDeserializer<?> modifyDeserializer(
                DeserializationConfig config, BeanDescription.Supplier description, ValueDeserializer<?> standard) {
            Class<?> type = description.getBeanClass();
            if (type == double.class || type == Double.class) {
                return new ExactFloat(standard, 53);
            }
            return type == float.class || type == Float.class ? new ExactFloat(standard, 24) : standard;
        }
    }

    /** Refuses integers that a floating-point number would round. */
    private static final class ExactFloat extends DelegatingDeserializer {

        private final int bits;

        ExactFloat(ValueDeserializer<?> standard, int bits) {
            super(standard);
            this.bits = bits;
        }

        @Override
        protected ValueDeserializer<?> newDelegatingInstance(ValueDeserializer<?> standard) {
            return new ExactFloat(standard, bits);
        }

        @Override
        public Object deserialize(JsonParser in, DeserializationContext context) {
            if (in.currentToken() == JsonToken.VALUE_NUMBER_INT
                    && in.getBigIntegerValue().bitLength() > bits) {
                return context.reportInputMismatch(handledType(), "an integer that would be rounded");
            }
            return super.deserialize(in, context);
        }
    }
}
