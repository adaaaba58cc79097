package io.github.dkredis.cli;

import io.github.dkredis.DkRedis;
import io.github.dkredis.WrongTypeException;
import java.math.BigDecimal;
import java.util.regex.Pattern;
import picocli.CommandLine.Parameters;

/** Keeps the greater or the smaller of two numbers. Integers of 64 bits are compared exactly, all others as doubles. */
abstract class MinMaxCommand extends RedisCommand {

    private static final Pattern NUMBER = Pattern.compile("[-+]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][-+]?\\d{1,4})?");
    private static final Pattern INTEGER = Pattern.compile("[-+]?\\d+");
    private static final Pattern INFINITY = Pattern.compile("[-+]?inf");

    /** A double can represent every integer up to this one. */
    private static final long EXACT = 1L << 53;

    @Parameters(index = "0", paramLabel = "KEY", description = "the key")
    private String key = "";

    @Parameters(index = "1", paramLabel = "N", description = "the number: 42, -3, 2.5, 1e300, inf or -inf")
    private String text = "";

    private Number number = 0L;

    MinMaxCommand(Console console) {
        super(console);
    }

    abstract long keep(DkRedis redis, String key, long number);

    abstract double keep(DkRedis redis, String key, double number);

    @Override
    final void check() {
        checkKey(key);
        number = parse(text);
    }

    @Override
    final ExitCode run(DkRedis redis) {
        if (number instanceof Long whole) {
            try {
                print(keep(redis, key, whole));
                return ExitCode.DONE;
            } catch (WrongTypeException e) {
                if (Math.abs(whole) > EXACT) {
                    throw e;
                }
                // the key may hold a fraction, and it is harmless to ask again with a double
            }
        }
        double kept = keep(redis, key, number.doubleValue());
        boolean whole = kept == Math.rint(kept) && Math.abs(kept) <= EXACT;
        print(whole ? (Object) (long) kept : ValueView.of(kept));
        return ExitCode.DONE;
    }

    private static Number parse(String text) {
        if (INFINITY.matcher(text).matches()) {
            return text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        if (!NUMBER.matcher(text).matches() || text.length() > 400) {
            throw new UsageException("\"" + text + "\" is not a number");
        }
        double rounded = Double.parseDouble(text);
        if (!INTEGER.matcher(text).matches()) {
            return requireFinite(text, rounded);
        }
        BigDecimal exact = new BigDecimal(text);
        if (exact.toBigInteger().bitLength() < Long.SIZE) {
            return exact.longValueExact();
        }
        if (new BigDecimal(requireFinite(text, rounded)).compareTo(exact) != 0) {
            throw new UsageException(text + " does not fit 64 bits, and a double would round it");
        }
        return rounded;
    }

    private static double requireFinite(String text, double number) {
        if (Double.isInfinite(number)) {
            throw new UsageException(text + " is too large for a double");
        }
        return number;
    }
}
