package io.github.dkredis.codec;

import io.github.dkredis.CodecException;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Type;
import java.util.function.BiFunction;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Compresses the bytes of another codec in the zlib format if that makes them shorter. The first byte of that format,
 * {@code 0x78}, marks compressed bytes. Bytes of the other codec that begin with it are always compressed, so that they
 * are not mistaken for compressed ones.
 */
final class CompressedFormat implements Format {

    private static final byte ZLIB = 0x78;
    /** Shorter bytes gain too little from compression. */
    private static final int MIN_LENGTH = 128;

    private static final int LEVEL = 6;
    private static final int CHUNK = 8 << 10;

    private final String name;
    private final BiFunction<@Nullable Object, Type, byte[]> encoder;
    private final BiFunction<byte[], Type, @Nullable Object> decoder;
    private final int maxBytes;

    /**
     * Creates the format.
     *
     * @param name the other codec, for {@code toString}
     * @param encoder how the other codec writes
     * @param decoder how the other codec reads
     */
    CompressedFormat(
            String name,
            BiFunction<@Nullable Object, Type, byte[]> encoder,
            BiFunction<byte[], Type, @Nullable Object> decoder,
            int maxBytes) {
        if (maxBytes <= 0) {
            throw new IllegalArgumentException("maxBytes must be positive, not " + maxBytes);
        }
        this.name = name;
        this.encoder = encoder;
        this.decoder = decoder;
        this.maxBytes = maxBytes;
    }

    @Override
    public byte[] encode(@Nullable Object value, Type type) {
        byte[] plain = encoder.apply(value, type);
        if (plain.length > maxBytes) {
            throw new CodecException("the value has " + plain.length + " bytes, above the limit of " + maxBytes);
        }
        boolean mustCompress = plain.length > 0 && plain[0] == ZLIB;
        if (plain.length < MIN_LENGTH && !mustCompress) {
            return plain;
        }
        byte[] compressed = deflate(plain);
        return mustCompress || compressed.length < plain.length ? compressed : plain;
    }

    @Override
    public @Nullable Object decode(byte[] bytes, Type type) {
        return decoder.apply(plain(bytes), type);
    }

    private byte[] plain(byte[] bytes) {
        return bytes.length > 0 && bytes[0] == ZLIB ? inflate(bytes) : bytes;
    }

    private static byte[] deflate(byte[] plain) {
        Deflater deflater = new Deflater(LEVEL);
        try {
            deflater.setInput(plain);
            deflater.finish();
            ByteArrayOutputStream compressed = new ByteArrayOutputStream(plain.length / 2 + 16);
            byte[] chunk = new byte[Math.min(CHUNK, plain.length + 64)];
            while (!deflater.finished()) {
                compressed.write(chunk, 0, deflater.deflate(chunk));
            }
            return compressed.toByteArray();
        } finally {
            deflater.end();
        }
    }

    private byte[] inflate(byte[] bytes) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(bytes);
            ByteArrayOutputStream plain = new ByteArrayOutputStream((int) Math.min(4L * bytes.length, 64 * CHUNK));
            byte[] chunk = new byte[CHUNK];
            while (!inflater.finished()) {
                int count = inflater.inflate(chunk);
                if (count == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
                    throw new CodecException("the compressed bytes end too early or need a dictionary");
                }
                if (count > maxBytes - plain.size()) {
                    throw new CodecException("the decompressed value would have more than " + maxBytes + " bytes");
                }
                plain.write(chunk, 0, count);
            }
            return plain.toByteArray();
        } catch (DataFormatException e) {
            throw new CodecException("the bytes begin like compressed ones but are not valid zlib data");
        } finally {
            inflater.end();
        }
    }

    @Override
    public String toString() {
        return name + ", compressed";
    }
}
