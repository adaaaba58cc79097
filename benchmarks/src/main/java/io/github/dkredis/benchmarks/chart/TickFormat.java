package io.github.dkredis.benchmarks.chart;

import java.text.FieldPosition;
import java.text.NumberFormat;
import java.text.ParsePosition;
import java.util.function.DoubleFunction;

/** Numbers at an axis, written by a function. */
final class TickFormat extends NumberFormat {

    private static final long serialVersionUID = 1L;

    private final transient DoubleFunction<String> text;

    TickFormat(DoubleFunction<String> text) {
        this.text = text;
    }

    @Override
    public StringBuffer format(double value, StringBuffer to, FieldPosition position) {
        return to.append(text.apply(value));
    }

    @Override
    public StringBuffer format(long value, StringBuffer to, FieldPosition position) {
        return to.append(text.apply((double) value));
    }

    @Override
    public Number parse(String source, ParsePosition position) {
        throw new UnsupportedOperationException("only writes");
    }
}
