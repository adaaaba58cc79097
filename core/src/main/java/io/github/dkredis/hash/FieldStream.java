package io.github.dkredis.hash;

import io.github.dkredis.hash.FieldPages.Page;
import io.github.dkredis.internal.Started;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Turns pages into a stream. At most two are in memory: the one that is read, and the next, which is requested
 * meanwhile.
 */
final class FieldStream extends Spliterators.AbstractSpliterator<Map.Entry<String, String>> {

    private final FieldPages pages;
    private Iterator<Map.Entry<String, String>> current =
            List.<Map.Entry<String, String>>of().iterator();
    private @Nullable Started<Page> next;

    private FieldStream(FieldPages pages) {
        super(Long.MAX_VALUE, Spliterator.NONNULL | Spliterator.IMMUTABLE);
        this.pages = pages;
        this.next = pages.first().begin();
    }

    static Stream<Map.Entry<String, String>> of(FieldPages pages) {
        FieldStream source = new FieldStream(pages);
        return StreamSupport.stream(source, false).onClose(source::stop);
    }

    @Override
    public boolean tryAdvance(Consumer<? super Map.Entry<String, String>> action) {
        while (!current.hasNext()) {
            if (next == null) {
                return false;
            }
            Page page = next.join();
            next = page.isLast() ? null : pages.after(page).begin();
            current = page.entries().iterator();
        }
        action.accept(current.next());
        return true;
    }

    private void stop() {
        if (next != null) {
            next.cancel();
            next = null;
        }
        current = List.<Map.Entry<String, String>>of().iterator();
    }
}
