package io.github.dkredis.hash;

import io.github.dkredis.hash.FieldPages.Page;
import io.github.dkredis.internal.Started;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Turns pages into a stream. In a cluster all primaries are visited at the same time, a page of each in turn. At most
 * two pages of a primary are in memory: the one that is read, and the next, which is requested meanwhile.
 */
final class FieldStream extends Spliterators.AbstractSpliterator<Map.Entry<String, String>> {

    /** A page that was requested. */
    private record Request(FieldPages pages, Started<Page> page) {}

    private Iterator<Map.Entry<String, String>> current =
            List.<Map.Entry<String, String>>of().iterator();

    /** The next page of each primary that has one, in the order of the requests. */
    private final Queue<Request> next = new ArrayDeque<>();

    private FieldStream(List<FieldPages> primaries) {
        super(Long.MAX_VALUE, Spliterator.NONNULL | Spliterator.IMMUTABLE);
        primaries.forEach(pages -> next.add(new Request(pages, pages.first().begin())));
    }

    static Stream<Map.Entry<String, String>> of(List<FieldPages> primaries) {
        FieldStream source = new FieldStream(primaries);
        return StreamSupport.stream(source, false).onClose(source::stop);
    }

    @Override
    public boolean tryAdvance(Consumer<? super Map.Entry<String, String>> action) {
        while (!current.hasNext()) {
            Request request = next.poll();
            if (request == null) {
                return false;
            }
            Page page = request.page.join();
            if (!page.isLast()) {
                next.add(new Request(request.pages, request.pages.after(page).begin()));
            }
            current = page.entries().iterator();
        }
        action.accept(current.next());
        return true;
    }

    private void stop() {
        next.forEach(request -> request.page.cancel());
        next.clear();
        current = List.<Map.Entry<String, String>>of().iterator();
    }
}
