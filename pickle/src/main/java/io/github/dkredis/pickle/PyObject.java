package io.github.dkredis.pickle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An object of a class that Java does not know, as a named bag of attributes: a dataclass, a named tuple, an Enum
 * member, an exception, anything. It only records what the pickle says; no class is loaded, no constructor or function
 * named in the pickle is ever called, in whatever way the pickle asks for it. Written back, it is the same pickle again.
 */
public final class PyObject {

    /** How Python is to make the object. */
    enum Form {
        /** {@code callable(*args)}: a class or a function. */
        CALL,
        /** {@code class.__new__(class, *args)}. */
        NEW,
        /** {@code class.__new__(class, *args, **keywords)}. */
        NEW_KEYWORDS,
        /** {@code copyreg._reconstructor(class, base, state)}: protocols 0 and 1; args are base and state. */
        RECONSTRUCT
    }

    private static final Object NO_STATE = new Object();

    final Form form;
    final Object callable;
    final PyTuple args;
    final Map<@Nullable Object, @Nullable Object> keywords;
    final List<@Nullable Object> items = new ArrayList<>(0);
    final Map<@Nullable Object, @Nullable Object> entries = new LinkedHashMap<>(0);
    private @Nullable Object state = NO_STATE;
    private boolean frozen;
    private int hash;

    PyObject(Form form, Object callable, PyTuple args, Map<@Nullable Object, @Nullable Object> keywords) {
        this.form = form;
        this.callable = callable;
        this.args = args;
        this.keywords = keywords;
    }

    PyObject(Form form, Object callable, PyTuple args) {
        this(form, callable, args, Map.of());
    }

    /**
     * A plain Python object, to be written: Python makes it without calling {@code __init__} and sets its attributes.
     *
     * @param module the module of its class; Python must be able to import it
     * @param name the name of its class
     * @param attributes its attributes; copied
     * @return the object
     */
    public static PyObject instance(String module, String name, Map<String, ? extends @Nullable Object> attributes) {
        PyObject object = new PyObject(Form.NEW, new PyGlobal(module, name), PyTuple.EMPTY);
        object.setState(new LinkedHashMap<@Nullable Object, @Nullable Object>(attributes));
        return object;
    }

    /**
     * The module of its class, or of the function that makes it.
     *
     * @return such as {@code shop.models}
     */
    public String module() {
        return type().module();
    }

    /**
     * The name of its class, or of the function that makes it.
     *
     * @return such as {@code User}
     */
    public String name() {
        return type().name();
    }

    /**
     * What Python is given to make the object: the fields of a named tuple, the value of an Enum member, the arguments
     * of an exception; empty for most objects.
     *
     * @return the arguments
     */
    public PyTuple args() {
        if (form != Form.RECONSTRUCT) {
            return args;
        }
        if (Constructors.OBJECT.equals(args.get(0))) {
            return PyTuple.EMPTY;
        }
        return args.get(1) instanceof PyTuple fields ? fields : PyTuple.of(args.get(1));
    }

    /**
     * The object's state as it was pickled: as a rule the dict of its attributes.
     *
     * @return the state, or null for none or None
     */
    public @Nullable Object state() {
        return hasState() ? state : null;
    }

    /**
     * Its attributes by name, those in {@code __slots__} included; empty if its state is something else.
     *
     * @return a new map
     */
    public Map<String, @Nullable Object> attributes() {
        Map<String, @Nullable Object> attributes = new LinkedHashMap<>();
        boolean slots = state instanceof PyTuple pair && pair.size() == 2;
        for (Object part : slots ? ((PyTuple) Objects.requireNonNull(state)).asList() : Arrays.asList(state)) {
            if (part instanceof Map<?, ?> map) {
                map.forEach((name, value) -> attributes.put(String.valueOf(name), value));
            }
        }
        return attributes;
    }

    /**
     * The elements, if its class is a kind of list.
     *
     * @return a view that cannot be changed
     */
    public List<@Nullable Object> items() {
        return Collections.unmodifiableList(items);
    }

    /**
     * The entries, if its class is a kind of dict.
     *
     * @return a view that cannot be changed
     */
    public Map<@Nullable Object, @Nullable Object> entries() {
        return Collections.unmodifiableMap(entries);
    }

    PyGlobal type() {
        return callable instanceof PyGlobal global ? global : ((PyObject) callable).type();
    }

    boolean hasState() {
        return state != NO_STATE;
    }

    void setState(@Nullable Object value) {
        state = value;
    }

    /** Makes it a key, which nothing may be added to; an object that holds what can be changed cannot be one. */
    boolean freeze() {
        frozen = !hasState() && items.isEmpty() && entries.isEmpty() && keywords.isEmpty();
        return frozen;
    }

    boolean isFrozen() {
        return frozen;
    }

    /** Everything it consists of. */
    @Nullable
    Object[] parts() {
        return new @Nullable Object[] {callable, args, keywords, items, entries, state()};
    }

    @Override
    public int hashCode() {
        if (hash == 0) {
            hash = SeededHash.fold(SeededHash.ofAll(parts()));
        }
        return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this
                || (other instanceof PyObject that
                        && form == that.form
                        && hasState() == that.hasState()
                        && Arrays.deepEquals(parts(), that.parts()));
    }

    /** The class only; the attributes may be secret. */
    @Override
    public String toString() {
        return "PyObject(" + module() + '.' + name() + ')';
    }
}
