package io.github.dkredis.internal.command;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An array reply as nested lists. Memory grows with the elements that arrive; an announced length reserves none. */
public final class ListOutput extends CommandOutput<byte[], byte[], List<@Nullable Object>> {

    private static final int TRUSTED_CAPACITY = 1024;

    private final ArrayDeque<Frame> open = new ArrayDeque<>(2);

    public ListOutput() {
        super(ByteArrayCodec.INSTANCE, new ArrayList<>(0));
    }

    @Override
    public void set(@Nullable ByteBuffer bytes) {
        if (bytes == null) {
            add(null);
            return;
        }
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        add(copy);
    }

    @Override
    public void setSingle(@Nullable ByteBuffer bytes) {
        set(bytes);
    }

    @Override
    public void setBigNumber(@Nullable ByteBuffer bytes) {
        set(bytes);
    }

    @Override
    public void set(long integer) {
        add(integer);
    }

    @Override
    public void set(double number) {
        add(number);
    }

    @Override
    public void set(boolean value) {
        add(value);
    }

    @Override
    public void multi(int count) {
        if (count < 0) {
            add(null);
            return;
        }
        List<@Nullable Object> list = new ArrayList<>(Math.min(count, TRUSTED_CAPACITY));
        if (open.isEmpty()) {
            output = list;
        } else {
            add(list);
        }
        if (count > 0) {
            open.push(new Frame(list, count));
        }
    }

    private void add(@Nullable Object element) {
        Frame frame = open.peek();
        if (frame == null) { // a reply other than an array, such as null
            return;
        }
        frame.list.add(element);
        if (--frame.missing == 0) {
            open.pop();
        }
    }

    private static final class Frame {
        final List<@Nullable Object> list;
        int missing;

        Frame(List<@Nullable Object> list, int missing) {
            this.list = list;
            this.missing = missing;
        }
    }
}
