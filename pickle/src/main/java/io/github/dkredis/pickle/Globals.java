package io.github.dkredis.pickle;

/** The Python classes and functions that both the reader and the writers know by name. */
final class Globals {

    static final PyGlobal OBJECT = new PyGlobal("builtins", "object");
    static final PyGlobal RANGE = new PyGlobal("builtins", "range");
    static final PyGlobal BYTE_ARRAY = new PyGlobal("builtins", "bytearray");
    static final PyGlobal COMPLEX = new PyGlobal("builtins", "complex");
    static final PyGlobal RECONSTRUCTOR = new PyGlobal("copyreg", "_reconstructor");
    static final PyGlobal UUID = new PyGlobal("uuid", "UUID");
    static final PyGlobal DECIMAL = new PyGlobal("decimal", "Decimal");
    static final PyGlobal FRACTION = new PyGlobal("fractions", "Fraction");
    static final PyGlobal DATE_TIME = new PyGlobal("datetime", "datetime");
    static final PyGlobal DATE = new PyGlobal("datetime", "date");
    static final PyGlobal TIME = new PyGlobal("datetime", "time");
    static final PyGlobal TIME_DELTA = new PyGlobal("datetime", "timedelta");
    static final PyGlobal TIME_ZONE = new PyGlobal("datetime", "timezone");
    static final PyGlobal ZONE_INFO = new PyGlobal("zoneinfo", "ZoneInfo._unpickle");
    static final PyGlobal ORDERED_DICT = new PyGlobal("collections", "OrderedDict");
    static final PyGlobal DEFAULT_DICT = new PyGlobal("collections", "defaultdict");
    static final PyGlobal COUNTER = new PyGlobal("collections", "Counter");
    static final PyGlobal DEQUE = new PyGlobal("collections", "deque");

    private Globals() {}
}
