package io.github.dkredis.cli;

import io.github.dkredis.CodecException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options for printing a stored value: as JSON, or its bytes. */
final class OutputOptions {

    @Option(
            names = "--codec",
            paramLabel = "CODEC",
            description = "how the value is stored: ${COMPLETION-CANDIDATES}. Default: pickle")
    private @Nullable StoredCodec codec;

    @Option(names = "--raw", description = "print the stored bytes instead of JSON")
    private boolean raw;

    void check() {
        if (raw && codec != null) {
            throw new UsageException("--raw prints the stored bytes; leave out --codec");
        }
    }

    boolean isRaw() {
        return raw;
    }

    /** {@return the value in a form that {@link Json} can write} */
    @Nullable
    Object decode(String key, byte[] stored) {
        try {
            return (codec == null ? StoredCodec.PICKLE : codec).decode(stored);
        } catch (CodecException e) {
            throw new CodecException("the value of \"" + key + "\": " + e.getMessage(), e);
        }
    }

    /** {@return what the user can try when the value could not be decoded} */
    String advice() {
        return (codec == null || codec == StoredCodec.PICKLE
                        ? "--codec string, json or bytes may show it"
                        : "another --codec may show it")
                + "; --raw prints its bytes";
    }
}
