package io.github.dkredis.benchmarks.pickle;

import io.github.dkredis.benchmarks.BenchRun;
import io.github.dkredis.benchmarks.Suite;
import io.github.dkredis.benchmarks.harness.Contender;
import io.github.dkredis.benchmarks.harness.Outcome;
import io.github.dkredis.benchmarks.harness.ThreadLayout;
import io.github.dkredis.benchmarks.harness.WrongResultException;
import io.github.dkredis.benchmarks.report.Column;
import io.github.dkredis.benchmarks.report.ResultTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The suite {@code pickle}: the processor time of writing and reading five samples in one thread, for the product's
 * pickles and those of CPython's C code, with Jackson's JSON and the JDK's serialization for scale. Before anything is
 * timed, CPython reads what the product wrote and the product reads what CPython wrote; in protocol 1, which is for
 * keys, both must write the same bytes.
 */
public final class PickleSuite implements Suite {
    private static final int VALUE_PROTOCOL = 4;
    private static final int KEY_PROTOCOL = 1;
    private static final List<Column> COLUMNS = List.of(
            Column.time("cpu ns/op", 1e9),
            Column.RATIO,
            Column.ALLOCATED,
            Column.figure("bytes", Format.BYTES, "%,.0f"));

    @Override
    public String name() {
        return "pickle";
    }

    @Override
    public String description() {
        return "write and read of samples a-e: dict, user, 1,000 users, 1 MiB ASCII, 1 Mi characters of Danish";
    }

    @Override
    public List<String> subjects() {
        return Stream.of(
                        Stream.of(CPython.NAME),
                        PeerFormats.peers().stream().map(Format::name),
                        Stream.of(ProductPickle.values().name()),
                        Stream.of(ProductPickle.keys().name()))
                .flatMap(names -> names)
                .distinct()
                .toList();
    }

    @Override
    public void run(BenchRun run) throws Exception {
        Optional<CPython> python = CPython.start();
        if (python.isEmpty()) {
            run.report().note("python3 is not on the PATH: " + CPython.NAME + " is left out");
        }
        try {
            for (Map.Entry<String, Object> sample : PickleSamples.all().entrySet()) {
                SampleRun measured = new SampleRun(sample.getKey(), sample.getValue(), python, run);
                if (python.isPresent()) {
                    python.get().load(sample.getKey(), sample.getValue());
                }
                measured.run("pickle.", VALUE_PROTOCOL, ProductPickle.values(), PeerFormats.peersOf(sample.getValue()));
                if (python.isPresent()) {
                    python.get().loadShared(sample.getKey(), sample.getValue());
                }
                measured.run("pickle-p1.", KEY_PROTOCOL, ProductPickle.keys(), List.of());
            }
        } finally {
            if (python.isPresent()) {
                python.get().close();
            }
        }
    }

    /** Measures one sample. */
    private record SampleRun(String name, Object value, Optional<CPython> python, BenchRun run) {

        void run(String prefix, int protocol, Format product, List<Format> peers) throws Exception {
            List<Contender> writers = new ArrayList<>();
            List<Contender> readers = new ArrayList<>();
            python.ifPresent(process -> {
                readers.add(process.reading(name, protocol, run.settings().window()));
                if (value instanceof String) {
                    writers.add(
                            process.writingNewStr(name, protocol, run.settings().window()));
                    writers.add(process.writingSameStr(
                            name, protocol, run.settings().window()));
                } else {
                    writers.add(process.writing(name, protocol, run.settings().window()));
                }
            });
            add(product, exchanged(product, protocol), writers, readers);
            for (Format peer : peers) {
                add(peer, peer.writer().apply(value), writers, readers);
            }
            report(prefix + "write." + name, writers);
            report(prefix + "read." + name, readers);
        }

        /** Returns the bytes for the product to read: those of CPython, after CPython has read the product's. */
        private byte[] exchanged(Format product, int protocol) throws Exception {
            byte[] written = product.writer().apply(value);
            if (python.isEmpty()) {
                return written;
            }
            if (!python.get().reads(written, name)) {
                throw new WrongResultException(
                        "CPython does not read what " + product.name() + " wrote of sample " + name);
            }
            byte[] reference = python.get().dump(name, protocol);
            if (protocol == KEY_PROTOCOL && !Arrays.equals(written, reference)) {
                throw new WrongResultException(
                        "as a key, sample " + name + " differs from the bytes that CPython writes");
            }
            return reference;
        }

        private void add(Format format, byte[] toRead, List<Contender> writers, List<Contender> readers)
                throws Exception {
            if (!value.equals(format.reader().apply(toRead))) {
                throw new WrongResultException(format.name() + " does not read sample " + name + " as an equal value");
            }
            int size = format.writer().apply(value).length;
            writers.add(new FormatContender<>(
                    format, format.writer(), value, size, run.settings().window()));
            readers.add(new FormatContender<>(
                    format,
                    format.reader(),
                    toRead,
                    toRead.length,
                    run.settings().window()));
        }

        private void report(String table, List<Contender> contenders) throws Exception {
            List<Contender> selected = contenders.stream()
                    .filter(contender -> run.settings().selects(contender.subject()))
                    .toList();
            if (selected.isEmpty()) {
                return;
            }
            Outcome outcome = run.settings().sideBySide().run(selected);
            Map<String, String> about = Map.of("clock", "cpu");
            run.report(new ResultTable(table, ThreadLayout.ofThreads(1), CPython.NAME, outcome, about), COLUMNS);
        }
    }
}
