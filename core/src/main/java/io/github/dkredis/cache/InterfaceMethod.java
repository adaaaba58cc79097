package io.github.dkredis.cache;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One method of an interface, however often it is declared: in several super-interfaces, again in a sub-interface, or
 * as the bridge that the compiler makes when a generic method is overridden. An annotation on any declaration holds for
 * all.
 *
 * @param type the interface
 * @param main the declaration with the most specific types
 * @param callable the declarations that a proxy may be called with
 * @param declarations all declarations
 */
record InterfaceMethod(Class<?> type, Method main, List<Method> callable, List<Method> declarations) {

    private record Signature(String name, List<Class<?>> parameters) {

        static Signature of(Method method) {
            return new Signature(method.getName(), List.of(method.getParameterTypes()));
        }
    }

    /**
     * The methods of an interface.
     *
     * @throws IllegalArgumentException if the type is not an interface
     */
    static List<InterfaceMethod> of(Class<?> type) {
        if (!type.isInterface()) {
            throw new IllegalArgumentException(type.getName() + " is not an interface");
        }
        List<Method> inherited = Arrays.stream(type.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .toList();
        Map<Signature, List<Method>> groups = new LinkedHashMap<>();
        for (Method method : inherited) {
            groups.computeIfAbsent(Signature.of(bridged(method, inherited)), s -> new ArrayList<>())
                    .add(method);
        }
        List<InterfaceMethod> methods = new ArrayList<>();
        groups.values().forEach(callable -> methods.add(of(type, callable)));
        return methods;
    }

    private static InterfaceMethod of(Class<?> type, List<Method> callable) {
        Method main = callable.get(0);
        for (Method other : callable) {
            boolean isMoreSpecific = main.isBridge() && !other.isBridge()
                    || main.isBridge() == other.isBridge()
                            && main.getReturnType() != other.getReturnType()
                            && main.getReturnType().isAssignableFrom(other.getReturnType());
            main = isMoreSpecific ? other : main;
        }
        Set<Signature> signatures = new LinkedHashSet<>();
        callable.forEach(method -> signatures.add(Signature.of(method)));
        List<Method> declarations = new ArrayList<>();
        for (Class<?> parent : withParents(type, new LinkedHashSet<>())) {
            for (Method method : parent.getDeclaredMethods()) {
                if (signatures.contains(Signature.of(method))) {
                    declarations.add(method);
                }
            }
        }
        return new InterfaceMethod(type, main, callable, declarations);
    }

    /** The method that a bridge calls; any other method itself. */
    private static Method bridged(Method method, List<Method> all) {
        if (!method.isBridge()) {
            return method;
        }
        return all.stream()
                .filter(other -> !other.isBridge() && other.getName().equals(method.getName()))
                .filter(other -> narrows(other.getParameterTypes(), method.getParameterTypes()))
                .findFirst()
                .orElse(method);
    }

    private static boolean narrows(Class<?>[] narrow, Class<?>[] wide) {
        if (narrow.length != wide.length) {
            return false;
        }
        for (int i = 0; i < narrow.length; i++) {
            if (!wide[i].isAssignableFrom(narrow[i])) {
                return false;
            }
        }
        return true;
    }

    private static Set<Class<?>> withParents(Class<?> type, Set<Class<?>> found) {
        if (found.add(type)) {
            for (Class<?> parent : type.getInterfaces()) {
                withParents(parent, found);
            }
        }
        return found;
    }

    /**
     * The annotation of the method, or null.
     *
     * @throws IllegalArgumentException if its declarations have different ones
     */
    <A extends Annotation> @Nullable A annotation(Class<A> annotationType) {
        A found = null;
        for (Method declaration : declarations) {
            A annotation = declaration.getAnnotation(annotationType);
            if (annotation != null && found != null && !annotation.equals(found)) {
                throw new IllegalArgumentException(
                        main + " is declared with different annotations @" + annotationType.getSimpleName());
            }
            found = annotation == null ? found : annotation;
        }
        return found;
    }

    /**
     * The type of the result, with the type arguments that the interface gives its generic super-interfaces.
     *
     * @throws IllegalArgumentException if it contains a type variable that has no argument
     */
    Type resultType() {
        return new TypeArguments(type).resolve(main.getGenericReturnType(), main);
    }

    IllegalArgumentException refused(String why) {
        return new IllegalArgumentException(main + ": " + why);
    }
}
