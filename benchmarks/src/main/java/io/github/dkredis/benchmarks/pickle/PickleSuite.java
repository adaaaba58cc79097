package io.github.dkredis.benchmarks.pickle;

import io.github.dkredis.benchmarks.Settings;
import io.github.dkredis.benchmarks.Suite;
import io.github.dkredis.benchmarks.harness.Contender;
import io.github.dkredis.benchmarks.harness.Outcome;
import io.github.dkredis.benchmarks.harness.WrongResultException;
import io.github.dkredis.benchmarks.report.Column;
import io.github.dkredis.benchmarks.report.Report;
import io.github.dkredis.benchmarks.report.ResultTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Writes and reads five samples, one thread, by processor time: the product's pickles against those of CPython's C code, with
 * Jackson's JSON and the JDK's serialization for scale. CPython reads what the product wrote, and the product what CPython
 * wrote, before anything is timed; as a key, in protocol 1, both must write the same bytes.
 */
public final class PickleSuite implements Suite {
    static final String BYTES = "bytes";
    private static final int VALUE_PROTOCOL = 4;
    private static final int KEY_PROTOCOL = 1;
    private static final List<Column> COLUMNS = List.of(
            Column.time("cpu ns/op", 1e9), Column.RATIO, Column.ALLOCATED, Column.figure("bytes", BYTES, "%,.0f"));

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
                        ProductPickle.values().stream().map(Format::name),
                        ProductPickle.keys().stream().map(Format::name))
                .flatMap(names -> names)
                .distinct()
                .toList();
    }

    @Override
    public void run(Settings settings, Report report) throws Exception {
        Optional<CPython> python = CPython.start();
        if (python.isEmpty()) {
            report.note("python3 is not on the PATH: " + CPython.NAME + " is left out");
        }
        try {
            for (Map.Entry<String, Object> sample : PickleSamples.all().entrySet()) {
                WorkloadRun run = new WorkloadRun(sample.getKey(), sample.getValue(), python, settings, report);
                if (python.isPresent()) {
                    python.get().learn(sample.getKey(), sample.getValue());
                }
                run.run("pickle.", VALUE_PROTOCOL, ProductPickle.values(), PeerFormats.peers());
                if (python.isPresent()) {
                    python.get().learnShared(sample.getKey(), sample.getValue());
                }
                run.run("pickle-p1.", KEY_PROTOCOL, ProductPickle.keys(), List.of());
            }
        } finally {
            if (python.isPresent()) {
                python.get().close();
            }
        }
    }

    /** One sample. */
    private record WorkloadRun(String name, Object value, Optional<CPython> python, Settings settings, Report report) {

        void run(String prefix, int protocol, Optional<Format> product, List<Format> peers) throws Exception {
            List<Contender> writers = new ArrayList<>();
            List<Contender> readers = new ArrayList<>();
            python.ifPresent(process -> {
                readers.add(process.reading(name, protocol, settings.window()));
                if (value instanceof String) {
                    writers.add(process.writingNewStr(name, protocol, settings.window()));
                    writers.add(process.writingSameStr(name, protocol, settings.window()));
                } else {
                    writers.add(process.writing(name, protocol, settings.window()));
                }
            });
            if (product.isPresent()) {
                add(product.get(), exchanged(product.get(), protocol), writers, readers);
            }
            for (Format peer : peers) {
                add(peer, peer.writer().apply(value), writers, readers);
            }
            report(prefix + "write." + name, writers);
            report(prefix + "read." + name, readers);
        }

        /** What the product is to read: what CPython wrote, once CPython has read what the product wrote. */
        private byte[] exchanged(Format product, int protocol) throws Exception {
            byte[] written = product.writer().apply(value);
            if (python.isEmpty()) {
                return written;
            }
            if (!python.get().reads(written, name)) {
                throw new WrongResultException(
                        "CPython does not read sample " + name + " as " + product.name() + " wrote it");
            }
            byte[] pythons = python.get().dump(name, protocol);
            if (protocol == KEY_PROTOCOL && !Arrays.equals(written, pythons)) {
                throw new WrongResultException("as a key, sample " + name + " is not the bytes that CPython writes");
            }
            return pythons;
        }

        private void add(Format format, byte[] toRead, List<Contender> writers, List<Contender> readers)
                throws Exception {
            if (!value.equals(format.reader().apply(toRead))) {
                throw new WrongResultException(format.name() + " does not read sample " + name + " as it was");
            }
            int size = format.writer().apply(value).length;
            writers.add(new FormatContender<>(format, format.writer(), value, size, settings.window()));
            readers.add(new FormatContender<>(format, format.reader(), toRead, toRead.length, settings.window()));
        }

        private void report(String group, List<Contender> contenders) throws Exception {
            List<Contender> wanted = contenders.stream()
                    .filter(contender -> settings.wants(contender.subject()))
                    .toList();
            if (wanted.isEmpty()) {
                return;
            }
            Outcome outcome = settings.sideBySide().run(wanted);
            String baseline = settings.baseline().orElse(CPython.NAME);
            report.add(new ResultTable(group, 1, 1, baseline, outcome, Map.of("clock", "cpu")), COLUMNS);
        }
    }
}
