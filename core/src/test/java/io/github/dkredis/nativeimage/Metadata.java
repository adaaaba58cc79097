package io.github.dkredis.nativeimage;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The content of a {@code reachability-metadata.json}, with a check of its structure by the rules of GraalVM's
 * published schema, version 1.2.0 (reachability-metadata-schema-v1.2.0.json in its reference manual).
 */
final class Metadata {

    private static final Set<String> SWITCHES = Set.of(
            "allDeclaredMethods",
            "allDeclaredFields",
            "allDeclaredConstructors",
            "allPublicMethods",
            "allPublicFields",
            "allPublicConstructors",
            "unsafeAllocated",
            "serializable",
            "jniAccessible");

    /** A member of a type. */
    record Member(String type, String name) {}

    private final Map<?, ?> root;
    private final List<String> violations = new ArrayList<>();

    private Metadata(Map<?, ?> root) {
        this.root = root;
    }

    /** {@return the metadata in the jar of an artifact} */
    static Metadata of(String artifact) {
        String place = "/META-INF/native-image/io.github.dkredis/" + artifact + "/reachability-metadata.json";
        try (InputStream in = Objects.requireNonNull(Metadata.class.getResourceAsStream(place), place)) {
            return new Metadata(JsonMapper.shared().readValue(in.readAllBytes(), Map.class));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Metadata parse(String json) {
        return new Metadata(JsonMapper.shared().readValue(json, Map.class));
    }

    // ---- content

    private List<Map<?, ?>> entries(String section) {
        List<Map<?, ?>> entries = new ArrayList<>();
        if (root.get(section) instanceof List<?> list) {
            list.forEach(entry -> entries.add((Map<?, ?>) entry));
        }
        return entries;
    }

    /** {@return every type that is named: for reflection, in a proxy, or in a condition} */
    Set<String> types() {
        Set<String> types = new LinkedHashSet<>();
        for (String section : List.of("reflection", "resources")) {
            for (Map<?, ?> entry : entries(section)) {
                if (entry.get("type") instanceof String type) {
                    types.add(type);
                }
                if (entry.get("condition") instanceof Map<?, ?> condition) {
                    types.add(String.valueOf(condition.get("typeReached")));
                }
            }
        }
        return types;
    }

    List<Member> fields() {
        List<Member> fields = new ArrayList<>();
        for (Map<?, ?> entry : entries("reflection")) {
            if (entry.get("fields") instanceof List<?> names) {
                names.forEach(field -> fields.add(new Member(
                        String.valueOf(entry.get("type")), String.valueOf(((Map<?, ?>) field).get("name")))));
            }
        }
        return fields;
    }

    List<String> globs() {
        return entries("resources").stream()
                .map(entry -> String.valueOf(entry.get("glob")))
                .toList();
    }

    boolean covers(String resource) {
        return globs().stream().anyMatch(glob -> matches(glob, resource));
    }

    /** A star stands for any characters of one folder's or file's name, two stars for any number of folders. */
    static boolean matches(String glob, String resource) {
        StringBuilder pattern = new StringBuilder();
        for (String part : glob.split("(?<=\\*)(?!\\*)|(?<!\\*)(?=\\*)")) {
            pattern.append(part.equals("**") ? ".*" : part.equals("*") ? "[^/]*" : Pattern.quote(part));
        }
        return resource.matches(pattern.toString());
    }

    // ---- structure

    /** {@return what breaks the schema's rules} */
    List<String> violations() {
        violations.clear();
        names("the file", root, Set.of("comment", "reflection", "resources", "foreign"), Set.of());
        text("comment", root.get("comment"));
        each("reflection", root.get("reflection"), this::reflection);
        each("resources", root.get("resources"), this::resource);
        return violations;
    }

    private void reflection(Map<?, ?> entry) {
        Set<String> known = new LinkedHashSet<>(SWITCHES);
        known.addAll(Set.of("reason", "condition", "type", "methods", "fields"));
        names("a type", entry, known, Set.of("type"));
        common(entry);
        type(entry.get("type"));
        SWITCHES.forEach(name -> expect(name, entry.get(name), Boolean.class));
        each("fields", entry.get("fields"), field -> {
            names("a field", field, Set.of("name"), Set.of("name"));
            expect("name", field.get("name"), String.class);
        });
        each("methods", entry.get("methods"), method -> {
            names("a method", method, Set.of("name", "parameterTypes"), Set.of("name"));
            expect("name", method.get("name"), String.class);
            expect("parameterTypes", method.get("parameterTypes"), List.class);
        });
    }

    private void resource(Map<?, ?> entry) {
        String kind = entry.containsKey("bundle") ? "bundle" : "glob";
        names("a resource", entry, Set.of("reason", "condition", "module", kind), Set.of(kind));
        common(entry);
        expect("module", entry.get("module"), String.class);
        expect(kind, entry.get(kind), String.class);
    }

    private void common(Map<?, ?> entry) {
        text("reason", entry.get("reason"));
        if (entry.get("condition") instanceof Map<?, ?> condition) {
            names("a condition", condition, Set.of("typeReached"), Set.of("typeReached"));
            type(condition.get("typeReached"));
        } else {
            expect("condition", entry.get("condition"), Map.class);
        }
    }

    /** A name, or the interfaces of a proxy. Lambdas are allowed by the schema, and not used here. */
    private void type(@Nullable Object type) {
        if (type instanceof Map<?, ?> proxy) {
            names("a type", proxy, Set.of("proxy"), Set.of());
            expect("proxy", proxy.get("proxy"), List.class);
        } else {
            expect("type", type, String.class);
        }
    }

    private void text(String name, @Nullable Object value) {
        if (!(value instanceof List<?>)) {
            expect(name, value, String.class);
        }
    }

    private void each(String name, @Nullable Object value, java.util.function.Consumer<Map<?, ?>> check) {
        expect(name, value, List.class);
        if (value instanceof List<?> entries) {
            for (Object entry : entries) {
                expect("an element of " + name, entry, Map.class);
                if (entry instanceof Map<?, ?> map) {
                    check.accept(map);
                }
            }
        }
    }

    private void names(String what, Map<?, ?> map, Set<String> known, Set<String> required) {
        Set<Object> unknown = new LinkedHashSet<>(map.keySet());
        unknown.removeAll(known);
        Set<String> missing = new LinkedHashSet<>(required);
        missing.removeAll(map.keySet());
        if (!unknown.isEmpty() || !missing.isEmpty()) {
            violations.add(what + " has the unknown names " + unknown + ", and lacks " + missing);
        }
    }

    private void expect(String name, @Nullable Object value, Class<?> type) {
        if (value != null && !type.isInstance(value)) {
            violations.add(name + " must be a " + type.getSimpleName() + ", but is " + value);
        }
    }
}
