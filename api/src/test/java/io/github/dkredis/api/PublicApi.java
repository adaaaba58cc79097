package io.github.dkredis.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes what a module offers as text: public types of exported packages, and their public and protected members. */
final class PublicApi {

    private static final int API = Modifier.PUBLIC | Modifier.PROTECTED;

    private PublicApi() {}

    /** {@return the lines for all types of a folder of class files} */
    static List<String> ofClasses(Path classes) throws IOException {
        Predicate<String> isExported = exportedPackages(classes);
        try (Stream<Path> files = Files.walk(classes)) {
            return files.map(file -> classes.relativize(file).toString().replace('\\', '/'))
                    .filter(name -> name.endsWith(".class") && !name.endsWith("-info.class"))
                    .map(name ->
                            name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                    .filter(name -> isExported.test(name.substring(0, name.lastIndexOf('.'))))
                    .map(PublicApi::load)
                    .filter(PublicApi::isOffered)
                    .sorted(Comparator.comparing(Class::getName))
                    .flatMap(type -> ofType(type).stream())
                    .toList();
        }
    }

    private static Predicate<String> exportedPackages(Path classes) throws IOException {
        Path descriptor = classes.resolve("module-info.class");
        if (!Files.exists(descriptor)) {
            return name -> !name.contains(".internal"); // without a descriptor, every package can be used
        }
        try (InputStream in = Files.newInputStream(descriptor)) {
            Set<String> exported = ModuleDescriptor.read(in).exports().stream()
                    .filter(export -> !export.isQualified())
                    .map(ModuleDescriptor.Exports::source)
                    .collect(Collectors.toSet());
            return exported::contains;
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, PublicApi.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new UncheckedIOException(new IOException("cannot load " + name, e));
        }
    }

    /** Whether users can name the type: it and all types around it are public or protected. */
    private static boolean isOffered(Class<?> type) {
        if (type.isAnonymousClass() || type.isLocalClass() || type.isSynthetic() || (type.getModifiers() & API) == 0) {
            return false;
        }
        Class<?> outer = type.getDeclaringClass();
        return outer == null || isOffered(outer);
    }

    /** {@return the declaration of a type, and a line for each member} */
    static List<String> ofType(Class<?> type) {
        Set<String> members = new TreeSet<>();
        addMembers(type, type, members);
        List<String> lines = new ArrayList<>();
        lines.add(declaration(type));
        members.forEach(member -> lines.add("    " + member));
        return lines;
    }

    private static String declaration(Class<?> type) {
        StringBuilder text = new StringBuilder(deprecation(type));
        int modifiers = type.getModifiers() & (API | Modifier.STATIC | Modifier.ABSTRACT | Modifier.FINAL);
        if (type.isInterface()) {
            modifiers &= ~(Modifier.ABSTRACT | Modifier.STATIC);
        } else if (type.isRecord() || type.isEnum()) {
            modifiers &= ~(Modifier.FINAL | Modifier.STATIC | Modifier.ABSTRACT);
        }
        text.append(Modifier.toString(modifiers)).append(type.isSealed() ? " sealed " : " ");
        text.append(kind(type))
                .append(' ')
                .append(TypeText.name(type))
                .append(TypeText.parameters(type.getTypeParameters()));
        Class<?> parent = type.getSuperclass();
        if (parent != null && parent != Object.class && !type.isEnum() && !type.isRecord()) {
            text.append(" extends ").append(TypeText.of(type.getAnnotatedSuperclass()));
        }
        String interfaces =
                Arrays.stream(type.getAnnotatedInterfaces()).map(TypeText::of).collect(Collectors.joining(", "));
        if (!interfaces.isEmpty() && !type.isAnnotation()) {
            text.append(type.isInterface() ? " extends " : " implements ").append(interfaces);
        }
        return text.toString();
    }

    private static String kind(Class<?> type) {
        return type.isAnnotation()
                ? "@interface"
                : type.isInterface() ? "interface" : type.isEnum() ? "enum" : type.isRecord() ? "record" : "class";
    }

    /** Adds the members of a type, and what it inherits from types that users cannot name. */
    private static void addMembers(Class<?> from, Class<?> type, Set<String> members) {
        for (Field field : from.getDeclaredFields()) {
            if (isOffered(field.getModifiers(), field.isSynthetic(), type)) {
                members.add(deprecation(field)
                        + Modifier.toString(field.getModifiers() & ~(Modifier.VOLATILE | Modifier.TRANSIENT)) + " "
                        + TypeText.of(field.getAnnotatedType()) + " " + field.getName());
            }
        }
        if (from == type && !type.isEnum()) {
            for (Constructor<?> constructor : from.getDeclaredConstructors()) {
                if (isOffered(constructor.getModifiers(), constructor.isSynthetic(), type)) {
                    members.add(signature(constructor, null));
                }
            }
        }
        for (Method method : from.getDeclaredMethods()) {
            boolean isOfEveryEnum = type.isEnum()
                    && Modifier.isStatic(method.getModifiers())
                    && (method.getName().equals("values") || method.getName().equals("valueOf"));
            if (isOffered(method.getModifiers(), method.isSynthetic(), type) && !isOfEveryEnum) {
                members.add(signature(method, method));
            }
        }
        for (Class<?> hidden : parents(from)) {
            if (!isOffered(hidden)) {
                addMembers(hidden, type, members);
            }
        }
    }

    private static List<Class<?>> parents(Class<?> type) {
        List<Class<?>> parents = new ArrayList<>(List.of(type.getInterfaces()));
        if (type.getSuperclass() != null) {
            parents.add(type.getSuperclass());
        }
        return parents;
    }

    private static boolean isOffered(int modifiers, boolean isSynthetic, Class<?> type) {
        int visible =
                Modifier.isFinal(type.getModifiers()) ? Modifier.PUBLIC : API; // nobody inherits from a final class
        return !isSynthetic && (modifiers & visible) != 0;
    }

    private static String signature(Executable executable, @Nullable Method method) {
        int kept = API | Modifier.STATIC | Modifier.ABSTRACT | Modifier.FINAL;
        StringBuilder text = new StringBuilder(deprecation(executable));
        text.append(Modifier.toString(executable.getModifiers() & kept)).append(' ');
        if (method != null && method.isDefault()) {
            text.append("default ");
        }
        String parameters = TypeText.parameters(executable.getTypeParameters());
        text.append(parameters).append(parameters.isEmpty() ? "" : " ");
        if (method != null) {
            text.append(TypeText.of(method.getAnnotatedReturnType())).append(' ');
        }
        text.append(method == null ? executable.getDeclaringClass().getSimpleName() : method.getName());
        String arguments = Arrays.stream(executable.getAnnotatedParameterTypes())
                .map(TypeText::of)
                .collect(Collectors.joining(", "));
        if (executable.isVarArgs()) {
            arguments = arguments.substring(0, arguments.length() - "[]".length()) + "...";
        }
        text.append('(').append(arguments).append(')');
        String thrown = Arrays.stream(executable.getAnnotatedExceptionTypes())
                .map(TypeText::of)
                .collect(Collectors.joining(", "));
        text.append(thrown.isEmpty() ? "" : " throws " + thrown);
        if (method != null && method.getDefaultValue() != null) {
            text.append(" default");
        }
        return text.toString();
    }

    private static String deprecation(AnnotatedElement element) {
        return element.isAnnotationPresent(Deprecated.class) ? "@Deprecated " : "";
    }
}
