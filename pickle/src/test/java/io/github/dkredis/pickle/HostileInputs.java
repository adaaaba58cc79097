package io.github.dkredis.pickle;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Pickles of up to 20 MB that cost far more time or memory than their length, if a reader does not count it. The main
 * method reads all of them, for a test that gives it a small heap.
 */
final class HostileInputs {

    /** References to the memo numbers 0 and 1. */
    private static final String FIRST = "h\0";

    private static final String POP = "0";
    private static final String SECOND = "h\1";
    private static final int LONG_TEXT = 100_000;

    private HostileInputs() {}

    static Map<String, Supplier<byte[]>> all() {
        Map<String, Supplier<byte[]>> inputs = new LinkedHashMap<>();
        inputs.putAll(sharedKeys());
        inputs.putAll(calls());
        inputs.putAll(numbers());
        inputs.putAll(memory());
        return inputs;
    }

    /** Large values that are hashed or compared again and again. */
    static Map<String, Supplier<byte[]>> sharedKeys() {
        Map<String, Supplier<byte[]>> inputs = new LinkedHashMap<>();
        inputs.put(
                "bytes as keys",
                () -> longBytes().raw("}(").times(25_000, FIRST + "N").raw("u").stop());
        inputs.put(
                "bytes in tuples",
                () -> longBytes()
                        .raw("}(")
                        .times(25_000, FIRST + "\u0085N")
                        .raw("u")
                        .stop());
        inputs.put(
                "a text in tuples",
                () -> longText()
                        .raw("}(")
                        .times(25_000, FIRST + "\u0085N")
                        .raw("u")
                        .stop());
        inputs.put(
                "a text in frozensets",
                () -> longText()
                        .raw("\u008f(")
                        .times(25_000, "(" + FIRST + "\u0091")
                        .raw("\u0090")
                        .stop());
        inputs.put(
                "a class with a long name",
                () -> PickleBytes.pickle()
                        .raw("c" + "m".repeat(LONG_TEXT) + "\nn\nq\0" + POP + "}(")
                        .times(25_000, FIRST + "\u0085N")
                        .raw("u")
                        .stop());
        inputs.put(
                "an int in tuples",
                () -> number(fibonacci(20_570))
                        .raw("q\0" + POP + "}(")
                        .times(150_000, FIRST + "\u0085N")
                        .raw("u")
                        .stop());
        inputs.put("long texts with one hash", HostileInputs::collidingTexts);
        return inputs;
    }

    /** Two different long texts with the same hash, of which the second one is set again and again. */
    private static byte[] collidingTexts() {
        String same = "x".repeat(LONG_TEXT);
        return PickleBytes.pickle()
                .text(same + "Aa")
                .raw("q\0" + POP)
                .text(same + "BB")
                .raw("q\1" + POP + "}(" + FIRST + "N")
                .times(100_000, SECOND + "N")
                .raw("u")
                .stop();
    }

    /** Names and callables that grow with each call. */
    static Map<String, Supplier<byte[]>> calls() {
        Map<String, Supplier<byte[]>> inputs = new LinkedHashMap<>();
        inputs.put(
                "a chain of names",
                () -> PickleBytes.pickle()
                        .raw("cbuiltins\ngetattr\nq\0" + POP)
                        .text("a".repeat(LONG_TEXT))
                        .raw("q\1" + POP + "cm\nn\nq\2" + POP + "](")
                        .times(200, "h\0h\2h\1\u0086Rq\2")
                        .raw("e")
                        .stop());
        inputs.put(
                "a called call as a key",
                () -> PickleBytes.pickle()
                        .raw("}cx\ny\n")
                        .times(6_000, ")R")
                        .raw("Ns")
                        .stop());
        inputs.put(
                "a called call",
                () -> PickleBytes.pickle().raw("cx\ny\n").times(60_000, ")R").stop());
        inputs.put(
                "a factory of factories",
                () -> PickleBytes.pickle()
                        .raw("ccollections\ndefaultdict\nq\0" + POP + "ccollections\nOrderedDict\n")
                        .times(60_000, "q\1" + POP + "h\0h\1\u0085R")
                        .stop());
        return inputs;
    }

    /** Numbers that are computed or parsed again and again. */
    static Map<String, Supplier<byte[]>> numbers() {
        Map<String, Supplier<byte[]>> inputs = new LinkedHashMap<>();
        inputs.put(
                "fractions of Fibonacci numbers",
                () -> number(fibonacci(20_569))
                        .raw("q\0" + POP)
                        .raw(number(fibonacci(20_570)).withoutStop())
                        .raw("q\1" + POP + "cfractions\nFraction\nq\2" + POP + "](")
                        .times(120_000, "h\2h\0h\1\u0086R")
                        .raw("e")
                        .stop());
        inputs.put(
                "decimals of many digits",
                () -> PickleBytes.pickle()
                        .raw("cdecimal\nDecimal\nq\0" + POP)
                        .text("7".repeat(4_300))
                        .raw("q\1" + POP + "](")
                        .times(150_000, "h\0h\1\u0085R")
                        .raw("e")
                        .stop());
        inputs.put(
                "zones that do not exist",
                () -> PickleBytes.pickle()
                        .raw("czoneinfo\nZoneInfo._unpickle\nq\0" + POP)
                        .text("Nowhere/Land")
                        .raw("K\1\u0086q\1" + POP + "](")
                        .times(200_000, "h\0h\1R")
                        .raw("e")
                        .stop());
        return inputs;
    }

    /** Many small containers, and numbers that ask for large tables. */
    static Map<String, Supplier<byte[]>> memory() {
        Map<String, Supplier<byte[]>> inputs = new LinkedHashMap<>();
        inputs.put(
                "empty dicts and a shared one",
                () -> PickleBytes.pickle()
                        .raw("(}q\0" + FIRST)
                        .times(1_999_990, "}")
                        .raw("l")
                        .stop());
        inputs.put(
                "empty sets",
                () -> PickleBytes.pickle()
                        .raw("(")
                        .times(1_999_990, "\u008f")
                        .raw("l")
                        .stop());
        inputs.put(
                "dicts of one entry",
                () -> PickleBytes.pickle()
                        .raw("(")
                        .times(1_900_000, "}NNs")
                        .raw("l")
                        .stop());
        inputs.put(
                "sets of one member",
                () -> PickleBytes.pickle()
                        .raw("(")
                        .times(1_600_000, "\u008f(N\u0090")
                        .raw("l")
                        .stop());
        inputs.put(
                "lists of one list and a shared one",
                () -> PickleBytes.pickle()
                        .raw("(]q\0" + FIRST)
                        .times(990_000, "]]a")
                        .raw("l")
                        .stop());
        inputs.put(
                "objects",
                () -> PickleBytes.pickle()
                        .raw("cm\nn\nq\0" + POP + "(")
                        .times(1_990_000, FIRST + ")\u0081")
                        .raw("l")
                        .stop());
        inputs.put(
                "objects with elements",
                () -> PickleBytes.pickle()
                        .raw("cm\nn\nq\0" + POP + "(")
                        .times(1_000_000, FIRST + ")\u0081NaNNs")
                        .raw("l")
                        .stop());
        inputs.put(
                "deques",
                () -> PickleBytes.pickle()
                        .raw("ccollections\ndeque\nq\0" + POP + "(")
                        .times(1_600_000, FIRST + ")R")
                        .raw("l")
                        .stop());
        inputs.put(
                "keys of two kinds",
                () -> PickleBytes.pickle()
                        .raw("}(NN")
                        .times(800_000, i -> PickleBytes.pickle().integer(i).raw("N"))
                        .raw("u")
                        .stop());
        inputs.put(
                "a high memo number",
                () -> PickleBytes.pickle()
                        .text("x".repeat(19_500_000))
                        .raw("r")
                        .i4(19_000_000)
                        .stop());
        inputs.put(
                "many high memo numbers",
                () -> PickleBytes.pickle()
                        .text("x".repeat(8_000_000))
                        .raw(POP + "N")
                        .times(400_000, i -> PickleBytes.pickle().raw("r").i4(1_000_000 + 7 * i))
                        .stop());
        inputs.put(
                "memoized values",
                () -> PickleBytes.pickle().raw("N").times(15_000_000, "\u0094").stop());
        inputs.put(
                "an object of many arguments",
                () -> PickleBytes.pickle()
                        .raw("}cx\ny\nq\0(")
                        .times(9_000, "N")
                        .raw("tRq\1" + POP + FIRST + "(")
                        .times(1_000_000, SECOND)
                        .raw("tRNs")
                        .stop());
        inputs.put(
                "a tuple of many elements",
                () -> PickleBytes.pickle()
                        .raw("(")
                        .times(3_900_000, "N")
                        .raw("t")
                        .stop());
        inputs.put(
                "short texts",
                () -> PickleBytes.pickle()
                        .raw("(")
                        .times(3_000_000, "\u008c\2ab")
                        .raw("l")
                        .stop());
        inputs.put(
                "a list made a set again and again",
                () -> PickleBytes.pickle()
                        .raw("c__builtin__\nset\nq\0" + POP + "](")
                        .times(5_000, i -> PickleBytes.pickle().integer(i))
                        .raw("eq\1" + POP + "(")
                        .times(500_000, "h\0h\1\u0085R")
                        .raw("t")
                        .stop());
        return inputs;
    }

    private static PickleBytes longBytes() {
        return PickleBytes.pickle()
                .op('B')
                .i4(LONG_TEXT)
                .raw("a".repeat(LONG_TEXT))
                .raw("q\0" + POP);
    }

    private static PickleBytes longText() {
        return PickleBytes.pickle().text("a".repeat(LONG_TEXT)).raw("q\0" + POP);
    }

    private static PickleBytes number(BigInteger number) {
        byte[] bytes = number.toByteArray();
        PickleBytes pickle = PickleBytes.pickle().op(0x8b).i4(bytes.length);
        for (int i = bytes.length - 1; i >= 0; i--) {
            pickle.op(bytes[i] & 0xff);
        }
        return pickle;
    }

    private static BigInteger fibonacci(int index) {
        BigInteger a = BigInteger.ZERO;
        BigInteger b = BigInteger.ONE;
        for (int i = 0; i < index; i++) {
            BigInteger next = a.add(b);
            a = b;
            b = next;
        }
        return a;
    }

    /**
     * Reads every input, and uses what was read. Prints one line for each that ends in anything else than a refusal.
     */
    public static void main(String... args) {
        all().forEach((name, input) -> {
            try {
                Object value = Pickle.standard().read(input.get());
                System.out.println("read: " + name + " " + (value == null ? 0 : value.hashCode() * 0));
            } catch (PickleException e) {
                System.out.println("refused: " + name);
            } catch (Throwable e) {
                System.out.println("BAD: " + name + " " + e);
            }
        });
    }
}
