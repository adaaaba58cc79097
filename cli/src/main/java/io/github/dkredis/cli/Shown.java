package io.github.dkredis.cli;

import io.github.dkredis.CodecException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a value that was read is printed. */
final class Shown {

    @Option(
            names = "--codec",
            paramLabel = "CODEC",
            description = "how it is stored: ${COMPLETION-CANDIDATES}. Default: pickle")
    private @Nullable Form form;

    @Option(names = "--raw", description = "no JSON: print the bytes as they are")
    private boolean raw;

    void check() {
        if (raw && form != null) {
            throw new UsageException("--raw prints bytes as they are; leave out --codec");
        }
    }

    boolean isRaw() {
        return raw;
    }

    /** What is stored as what {@link Json} can write. */
    @Nullable
    Object decode(String key, byte[] stored) {
        try {
            return (form == null ? Form.PICKLE : form).decode(stored);
        } catch (CodecException e) {
            throw new CodecException("the value of \"" + key + "\": " + e.getMessage(), e);
        }
    }

    /** What to try when it could not be decoded. */
    String advice() {
        return (form == null || form == Form.PICKLE
                        ? "--codec string, json or bytes may show it"
                        : "another --codec may show it")
                + "; --raw prints it as it is";
    }
}
