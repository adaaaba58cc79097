package io.github.dkredis.api;

import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.AnnotatedWildcardType;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes types as the source does, with {@code @Nullable}, which is part of a contract. Reflection has texts of its
 * own, but they differ between JDKs.
 */
final class TypeText {

    private TypeText() {}

    static String of(AnnotatedType annotated) {
        String nullable = annotated.isAnnotationPresent(Nullable.class) ? "@Nullable " : "";
        if (annotated instanceof AnnotatedArrayType array) {
            // The annotation of an array is written behind its element type.
            String element = of(array.getAnnotatedGenericComponentType());
            return nullable.isEmpty() ? element + "[]" : element + " @Nullable []";
        }
        if (annotated instanceof AnnotatedParameterizedType parameterized) {
            return nullable + rawName(annotated.getType()) + "<"
                    + joined(parameterized.getAnnotatedActualTypeArguments()) + ">";
        }
        if (annotated instanceof AnnotatedWildcardType wildcard) {
            AnnotatedType[] lower = wildcard.getAnnotatedLowerBounds();
            AnnotatedType[] upper = wildcard.getAnnotatedUpperBounds();
            if (lower.length > 0) {
                return "? super " + of(lower[0]);
            }
            return upper.length == 0 || isPlainObject(upper[0]) ? "?" : "? extends " + of(upper[0]);
        }
        return nullable + of(annotated.getType());
    }

    static String of(Type type) {
        if (type instanceof ParameterizedType parameterized) {
            return rawName(type) + "<"
                    + Arrays.stream(parameterized.getActualTypeArguments())
                            .map(TypeText::of)
                            .collect(Collectors.joining(", "))
                    + ">";
        }
        if (type instanceof GenericArrayType array) {
            return of(array.getGenericComponentType()) + "[]";
        }
        if (type instanceof WildcardType wildcard) {
            Type[] lower = wildcard.getLowerBounds();
            Type upper = wildcard.getUpperBounds()[0];
            return lower.length > 0
                    ? "? super " + of(lower[0])
                    : upper == Object.class ? "?" : "? extends " + of(upper);
        }
        return type instanceof TypeVariable<?> variable ? variable.getName() : name((Class<?>) type);
    }

    /** {@return the name of a class as the source writes it, without the package java.lang} */
    static String name(Class<?> type) {
        String name = type.getTypeName().replace('$', '.');
        String inJavaLang = "java.lang.";
        boolean isDirect = name.startsWith(inJavaLang) && name.indexOf('.', inJavaLang.length()) < 0;
        return isDirect ? name.substring(inJavaLang.length()) : name;
    }

    /** {@return the type parameters of a declaration with their bounds, in angle brackets, or an empty text} */
    static String parameters(TypeVariable<?>[] variables) {
        return variables.length == 0
                ? ""
                : Arrays.stream(variables).map(TypeText::parameter).collect(Collectors.joining(", ", "<", ">"));
    }

    private static String parameter(TypeVariable<?> variable) {
        String bounds = Stream.of(variable.getAnnotatedBounds())
                .filter(bound -> !isPlainObject(bound))
                .map(TypeText::of)
                .collect(Collectors.joining(" & "));
        return variable.getName() + (bounds.isEmpty() ? "" : " extends " + bounds);
    }

    private static boolean isPlainObject(AnnotatedType type) {
        return type.getType() == Object.class && !type.isAnnotationPresent(Nullable.class);
    }

    private static String joined(AnnotatedType[] types) {
        return Arrays.stream(types).map(TypeText::of).collect(Collectors.joining(", "));
    }

    private static String rawName(Type type) {
        return name((Class<?>) ((ParameterizedType) type).getRawType());
    }
}
