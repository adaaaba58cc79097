package io.github.dkredis.cache;

import io.github.dkredis.internal.Keys;
import io.github.dkredis.internal.Operation;
import java.nio.charset.StandardCharsets;

/**
 * The entries of a named cache between one {@code clear()} and the next.
 *
 * @param text the generation: server time and random digits; empty while Redis cannot be reached
 * @param prefix the start of the names of its entries
 * @param session the tracking session in which it was read, so that the server reports its end; 0 if it is not tracked
 */
record Generation(GenerationSource source, String text, String prefix, long session) implements KeySpace {

    @Override
    public Keys keys() {
        return source.keys();
    }

    @Override
    public EntryAddress address(Object key) {
        String text = key instanceof TypedKey typed ? typed.text() : KeyText.escaped((String) key);
        return new EntryAddress(key, prefix + text, this);
    }

    @Override
    public byte[][] condition() {
        return confirms() ? new byte[0][] : new byte[][] {source.key(), text.getBytes(StandardCharsets.US_ASCII)};
    }

    @Override
    public boolean confirms() {
        return source.isInAnotherSlot();
    }

    @Override
    public Operation<Boolean> confirm() {
        return source.confirm(this);
    }

    @Override
    public boolean isCurrent() {
        return source.isCurrent(this);
    }

    @Override
    public boolean isUnavailable() {
        return text.isEmpty();
    }

    @Override
    public void outdated() {
        source.forget();
    }
}
