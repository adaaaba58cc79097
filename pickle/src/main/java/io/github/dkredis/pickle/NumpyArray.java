package io.github.dkredis.pickle;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of a numpy array or scalar, which a pickle holds as a {@link PyObject}. This is a view for reading; the
 * {@code PyObject} itself is written back unchanged.
 *
 * <p>It knows arrays of bools, of integers of 1 to 8 bytes, and of floats of 2, 4 or 8 bytes. All other arrays (texts,
 * objects, complex numbers, dates, structured types) have no view.
 */
public final class NumpyArray {

    private static final PyGlobal DTYPE = new PyGlobal("numpy", "dtype");

    private final NumpyType type;
    private final int[] shape;
    private final ByteBuffer data;
    private final boolean fortranOrder;

    private NumpyArray(NumpyType type, int[] shape, byte[] data, boolean fortranOrder) {
        this.type = type;
        this.shape = shape;
        this.data = ByteBuffer.wrap(data).order(type.order());
        this.fortranOrder = fortranOrder;
    }

    /** Returns the view of an array, or empty if the object is not an array of numbers. */
    public static Optional<NumpyArray> of(PyObject object) {
        PyGlobal callable = object.callable instanceof PyGlobal global ? global : null;
        if (callable == null || object.form != PyObject.Form.CALL || !isNumpy(callable.module())) {
            return Optional.empty();
        }
        PyTuple args = object.args;
        return Optional.ofNullable(
                switch (callable.name()) {
                    // ndarray's own state: version, shape, dtype, whether in Fortran's order, data
                    case "_reconstruct" ->
                        object.state() instanceof PyTuple state && state.size() == 5
                                ? view(state.get(2), state.get(1), state.get(4), Boolean.TRUE.equals(state.get(3)))
                                : null;
                    // protocol 5: data, dtype, shape, order
                    case "_frombuffer" ->
                        args.size() == 4 ? view(args.get(1), args.get(2), args.get(0), "F".equals(args.get(3))) : null;
                    default -> null;
                });
    }

    /**
     * Returns the value of a numpy scalar such as {@code numpy.float64(1.5)}: a {@code Boolean}, an {@code Integer},
     * {@code Long} or {@code BigInteger}, or a {@code Double}; empty if the object is not a scalar of these kinds.
     */
    public static Optional<Object> scalar(PyObject object) {
        boolean scalar = object.form == PyObject.Form.CALL
                && object.callable instanceof PyGlobal callable
                && isNumpy(callable.module())
                && callable.name().equals("scalar")
                && object.args.size() == 2;
        NumpyArray view = scalar ? view(object.args.get(0), PyTuple.EMPTY, object.args.get(1), false) : null;
        return view == null ? Optional.empty() : Optional.of(view.get(0));
    }

    /** The module was renamed with numpy 2. */
    private static boolean isNumpy(String module) {
        return module.startsWith("numpy.core.") || module.startsWith("numpy._core.");
    }

    private static @Nullable NumpyArray view(
            @Nullable Object dtype, @Nullable Object shape, @Nullable Object data, boolean fortranOrder) {
        NumpyType type =
                dtype instanceof PyObject object && DTYPE.equals(object.callable) ? NumpyType.of(object) : null;
        byte[] bytes = data instanceof byte[] array ? array : data instanceof PyByteArray array ? array.bytes : null;
        if (type == null || bytes == null || !(shape instanceof PyTuple sizes)) {
            return null;
        }
        int[] lengths = new int[sizes.size()];
        long count = 1;
        for (int i = 0; i < lengths.length; i++) {
            if (!(sizes.get(i) instanceof Integer length) || length < 0) {
                return null;
            }
            lengths[i] = length;
            count = Math.min(count * length, Integer.MAX_VALUE);
        }
        return count * type.size() == bytes.length ? new NumpyArray(type, lengths, bytes, fortranOrder) : null;
    }

    /** {@return numpy's name of the type of the elements, such as {@code f8} or {@code i4}} */
    public String dtype() {
        return type.name();
    }

    /** {@return the length of each dimension} */
    public List<Integer> shape() {
        return Arrays.stream(shape).boxed().toList();
    }

    /** {@return the number of elements in all dimensions} */
    public int size() {
        return data.capacity() / type.size();
    }

    /** Returns the elements, the last index varying fastest. Integers beyond 2^53 are rounded. */
    public double[] toDoubles() {
        double[] doubles = new double[size()];
        for (int i = 0; i < doubles.length; i++) {
            Object element = get(position(i));
            doubles[i] = element instanceof Boolean flag ? (flag ? 1 : 0) : ((Number) element).doubleValue();
        }
        return doubles;
    }

    /**
     * Returns the elements, the last index varying fastest.
     *
     * @throws ArithmeticException if the elements are floats, or one of them does not fit a long
     */
    public long[] toLongs() {
        long[] longs = new long[size()];
        for (int i = 0; i < longs.length; i++) {
            Object element = get(position(i));
            if (element instanceof Boolean flag) {
                longs[i] = flag ? 1 : 0;
            } else if (element instanceof Integer || element instanceof Long) {
                longs[i] = ((Number) element).longValue();
            } else {
                throw new ArithmeticException("an element of the type " + dtype() + " does not fit a long");
            }
        }
        return longs;
    }

    /** Returns the elements as numpy's {@code tolist} does: nested lists, one level for each dimension. */
    public List<Object> toList() {
        int[] next = {0};
        return shape.length == 0 ? List.of(get(0)) : list(0, next);
    }

    private List<Object> list(int dimension, int[] next) {
        List<Object> list = new ArrayList<>(size() == 0 ? 0 : shape[dimension]);
        for (int i = 0; i < shape[dimension] && size() > 0; i++) {
            list.add(dimension == shape.length - 1 ? get(position(next[0]++)) : list(dimension + 1, next));
        }
        return list;
    }

    /** Returns where an element is stored. In Fortran's order the first index varies fastest. */
    private int position(int index) {
        if (!fortranOrder) {
            return index;
        }
        int rest = index;
        int position = 0;
        for (int i = shape.length - 1; i >= 0; i--) {
            int stride = 1;
            for (int j = 0; j < i; j++) {
                stride *= shape[j];
            }
            position += rest % shape[i] * stride;
            rest /= shape[i];
        }
        return position;
    }

    private Object get(int position) {
        return type.get(data, position * type.size());
    }

    /** {@return the type and the shape, but not the numbers, which may be secret} */
    @Override
    public String toString() {
        return "NumpyArray(" + dtype() + ' ' + Arrays.toString(shape) + ')';
    }
}
