package io.github.dkredis.codec;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Executable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.AnnotatedParameter;
import tools.jackson.databind.introspect.NopAnnotationIntrospector;

/**
 * Tells Jackson which parameters of a constructor must be present, and which must not be null. Annotations are
 * recognised by their simple names, so that those of every library count, and none has to be there at run time.
 *
 * <p>Kotlin classes are left to Jackson's Kotlin module, which knows nullable types and default arguments.
 */
final class RequiredComponents extends NopAnnotationIntrospector {

    private static final long serialVersionUID = 1L;

    private static final Set<String> NON_NULL = Set.of("NonNull", "Nonnull", "NotNull");
    private static final Set<Class<?>> OPTIONAL =
            Set.of(Optional.class, OptionalInt.class, OptionalLong.class, OptionalDouble.class);

    @Override
    public @Nullable Boolean hasRequiredMarker(MapperConfig<?> config, AnnotatedMember member) {
        if (!(member instanceof AnnotatedParameter parameter) || mayBeAbsent(parameter)) {
            return null;
        }
        return member.getDeclaringClass().isRecord() || isNonNull(parameter) ? true : null;
    }

    @Override
    public JsonSetter.Value findSetterInfo(MapperConfig<?> config, Annotated annotated) {
        boolean fails = annotated instanceof AnnotatedParameter parameter
                && !parameter.getRawType().isPrimitive()
                && !mayBeAbsent(parameter)
                && isNonNull(parameter);
        return fails ? JsonSetter.Value.forValueNulls(Nulls.FAIL) : JsonSetter.Value.empty();
    }

    private static boolean mayBeAbsent(AnnotatedParameter parameter) {
        return OPTIONAL.contains(parameter.getRawType())
                || isKotlin(parameter.getDeclaringClass())
                || names(parameter).contains("Nullable");
    }

    private static boolean isKotlin(Class<?> type) {
        return Arrays.stream(type.getAnnotations())
                .anyMatch(annotation -> annotation.annotationType().getName().equals("kotlin.Metadata"));
    }

    private static boolean isNonNull(AnnotatedParameter parameter) {
        return names(parameter).stream().anyMatch(NON_NULL::contains) || isNullMarked(parameter.getDeclaringClass());
    }

    /** Returns the simple names of the annotations of a parameter, of its type, and of its component in a record. */
    private static List<String> names(AnnotatedParameter parameter) {
        List<String> names = new ArrayList<>();
        int index = parameter.getIndex();
        if (parameter.getOwner().getMember() instanceof Executable executable) {
            addNames(executable.getAnnotatedParameterTypes(), index, names);
            Annotation[][] declared = executable.getParameterAnnotations();
            if (index < declared.length) {
                addNames(declared[index], names);
            }
        }
        Class<?> type = parameter.getDeclaringClass();
        if (type.isRecord() && index < type.getRecordComponents().length) {
            addNames(type.getRecordComponents()[index].getAnnotatedType().getAnnotations(), names);
            addNames(type.getRecordComponents()[index].getAnnotations(), names);
        }
        return names;
    }

    private static void addNames(AnnotatedType[] types, int index, List<String> names) {
        if (index < types.length) {
            addNames(types[index].getAnnotations(), names);
        }
    }

    private static void addNames(Annotation[] annotations, List<String> names) {
        for (Annotation annotation : annotations) {
            names.add(annotation.annotationType().getSimpleName());
        }
    }

    /** Tells whether a class, or what is around it, is annotated as null-marked; the innermost annotation decides. */
    private static boolean isNullMarked(Class<?> type) {
        for (Class<?> around = type; around != null; around = around.getEnclosingClass()) {
            Boolean marked = mark(around);
            if (marked != null) {
                return marked;
            }
        }
        Boolean marked = type.getPackage() == null ? null : mark(type.getPackage());
        marked = marked == null ? mark(type.getModule()) : marked;
        return Boolean.TRUE.equals(marked);
    }

    private static @Nullable Boolean mark(AnnotatedElement element) {
        for (Annotation annotation : element.getAnnotations()) {
            String name = annotation.annotationType().getSimpleName();
            if (name.equals("NullMarked") || name.equals("NullUnmarked")) {
                return name.equals("NullMarked");
            }
        }
        return null;
    }
}
