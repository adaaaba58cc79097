package io.github.dkredis.pickle;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The closed list of classes and functions that a pickle can have called. All other names stay names, in a
 * {@link PyGlobal} or {@link PyObject}; so does a known name with unexpected arguments.
 */
final class KnownConstructors {

    /** Builds a value from the arguments in a pickle. */
    @FunctionalInterface
    interface Constructor {
        /**
         * Returns the value, or null if the arguments are not of the expected kind.
         *
         * @param keys adds members and entries, and accounts for the work
         * @throws PickleException if the arguments are out of a range that Python enforces too
         */
        @Nullable
        Object construct(PyTuple args, DictKeyValidator keys);
    }

    private static final Map<PyGlobal, Constructor> KNOWN = new HashMap<>();

    /** The longest name that nested classes may add up to. */
    private static final int MAX_NAME_LENGTH = 1_000;

    /** Steps per copied byte or character. */
    private static final long COPY_STEPS = 2;

    static {
        KNOWN.put(new PyGlobal("builtins", "getattr"), KnownConstructors::attribute);
        KNOWN.put(new PyGlobal("_codecs", "encode"), KnownConstructors::encode);
        KNOWN.put(new PyGlobal("builtins", "bytes"), KnownConstructors::bytes);
        KNOWN.put(Globals.BYTE_ARRAY, KnownConstructors::byteArray);
        KNOWN.put(new PyGlobal("builtins", "set"), CollectionConstructors::set);
        KNOWN.put(new PyGlobal("builtins", "frozenset"), CollectionConstructors::frozenSet);
        KNOWN.put(Globals.ORDERED_DICT, CollectionConstructors::orderedDict);
        KNOWN.put(Globals.DEFAULT_DICT, CollectionConstructors::defaultDict);
        KNOWN.put(Globals.COUNTER, CollectionConstructors::counter);
        KNOWN.put(Globals.DEQUE, CollectionConstructors::deque);
        KNOWN.put(Globals.COMPLEX, NumberConstructors::complex);
        KNOWN.put(Globals.FRACTION, NumberConstructors::fraction);
        KNOWN.put(Globals.DECIMAL, NumberConstructors::decimal);
        KNOWN.put(Globals.DATE_TIME, (args, keys) -> DateTimes.dateTime(args));
        KNOWN.put(Globals.DATE, (args, keys) -> DateTimes.date(args));
        KNOWN.put(Globals.TIME, (args, keys) -> DateTimes.time(args));
        KNOWN.put(Globals.TIME_DELTA, DateTimes::timeDelta);
        KNOWN.put(Globals.TIME_ZONE, DateTimes::timeZone);
        KNOWN.put(Globals.ZONE_INFO, DateTimes::zoneInfo);
    }

    private KnownConstructors() {}

    /** Returns a global under its Python 3 name. */
    static PyGlobal global(String module, String name, int protocol) {
        if (module.isEmpty() || name.isEmpty()) {
            throw PickleException.unreadable("a class has no name");
        }
        PyGlobal global = new PyGlobal(module, name);
        return protocol < 3 ? Python2Names.modern(global) : global;
    }

    /** Returns the result of {@code callable(*args)}. */
    static Object call(Object callable, PyTuple args, DictKeyValidator keys) {
        if (callable.equals(Globals.RECONSTRUCTOR) && args.size() == 3 && args.get(0) instanceof PyGlobal type) {
            return reconstruct(type, args);
        }
        Constructor constructor = callable instanceof PyGlobal ? KNOWN.get(callable) : null;
        Object value = constructor == null ? null : constructor.construct(args, keys);
        return value != null ? value : new PyObject(PyObject.Form.CALL, callable, args);
    }

    /** Returns the result of an opcode that names the class itself: without arguments, Python does not call it. */
    static Object instance(PyGlobal type, PyTuple args, DictKeyValidator keys) {
        boolean called = args.size() > 0 || KNOWN.containsKey(type);
        return called ? call(type, args, keys) : new PyObject(PyObject.Form.NEW, type, args);
    }

    private static Object reconstruct(PyGlobal type, PyTuple args) {
        return new PyObject(PyObject.Form.RECONSTRUCT, type, new PyTuple(args.get(1), args.get(2)));
    }

    /** Resolves {@code getattr(class, name)}, the form in which protocols below 4 write the name of a nested class. */
    private static @Nullable Object attribute(PyTuple args, DictKeyValidator keys) {
        boolean plain = args.size() == 2
                && args.get(0) instanceof PyGlobal
                && args.get(1) instanceof String name
                && !name.isEmpty()
                && name.indexOf('.') < 0;
        if (!plain) {
            return null;
        }
        PyGlobal outer = (PyGlobal) args.elements[0];
        String name = (String) args.elements[1];
        int length = outer.name().length() + 1 + name.length();
        if (length > MAX_NAME_LENGTH) {
            throw PickleException.unreadable("the name of a class has more than " + MAX_NAME_LENGTH + " characters");
        }
        keys.budget().heapOfText(length);
        return outer.attribute(name);
    }

    /** Runs {@code _codecs.encode(text, 'latin1')}, the form of bytes in protocols 0 to 2. */
    private static @Nullable Object encode(PyTuple args, DictKeyValidator keys) {
        if (args.size() != 2 || !(args.get(0) instanceof String text) || !isLatin1(args.get(1))) {
            return null;
        }
        return latin1(text, keys);
    }

    private static @Nullable Object bytes(PyTuple args, DictKeyValidator keys) {
        return args.size() == 0 ? new byte[0] : null;
    }

    private static @Nullable Object byteArray(PyTuple args, DictKeyValidator keys) {
        if (args.size() == 0) {
            return new PyByteArray(new byte[0]);
        }
        if (args.size() == 1 && args.get(0) instanceof byte[] bytes) {
            chargeCopy(bytes.length, keys);
            return new PyByteArray(bytes.clone());
        }
        if (args.size() == 2 && args.get(0) instanceof String text && isLatin1(args.get(1))) {
            return new PyByteArray(latin1(text, keys));
        }
        return null;
    }

    private static boolean isLatin1(@Nullable Object encoding) {
        return "latin1".equals(encoding) || "latin-1".equals(encoding);
    }

    /** Returns the bytes for which the characters of a text stand. */
    private static byte[] latin1(String text, DictKeyValidator keys) {
        chargeCopy(text.length(), keys);
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0xff) {
                throw PickleException.unreadable("a character that stands for a byte is above 255");
            }
        }
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void chargeCopy(int length, DictKeyValidator keys) {
        keys.budget().work(COPY_STEPS * length);
        keys.budget().heap(length);
    }
}
