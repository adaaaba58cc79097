package io.github.dkredis.pickle;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Generates bytes that are almost, or not at all, a pickle. The same seed gives the same bytes. */
final class Mutator {

    private static final byte[] OPCODES = opcodes();

    private final Random random;
    private final List<byte[]> seeds;

    Mutator(long seed, List<byte[]> seeds) {
        this.random = new Random(seed);
        this.seeds = seeds;
    }

    private static byte[] opcodes() {
        byte[] all = new byte[256];
        int count = 0;
        for (char c : "(.012NIJKMLFGVXBC]lae}dst)pqrghjcRbioPQSTU".toCharArray()) {
            all[count++] = (byte) c;
        }
        for (int op = 0x80; op <= 0x98; op++) {
            all[count++] = (byte) op;
        }
        return Arrays.copyOf(all, count);
    }

    byte[] next() {
        return switch (random.nextInt(6)) {
            case 0 -> randomBytes();
            case 1 -> randomOpcodes();
            case 2 -> truncated();
            case 3 -> spliced();
            default -> mutated();
        };
    }

    private byte[] pick() {
        return seeds.get(random.nextInt(seeds.size()));
    }

    private byte[] randomBytes() {
        byte[] bytes = new byte[random.nextInt(64)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Opcodes with small operands, some of them names of classes. */
    private byte[] randomOpcodes() {
        byte[] bytes = new byte[random.nextInt(200)];
        for (int i = 0; i < bytes.length; i++) {
            int kind = random.nextInt(10);
            bytes[i] = kind < 7 ? OPCODES[random.nextInt(OPCODES.length)] : (byte) random.nextInt(kind == 9 ? 256 : 6);
        }
        return spliceAt(bytes, random.nextInt(bytes.length + 1), random.nextInt(2) == 0 ? new byte[] {'.'} : pick());
    }

    private byte[] truncated() {
        byte[] whole = pick();
        byte[] part = Arrays.copyOf(whole, random.nextInt(whole.length + 1));
        return random.nextBoolean() ? part : spliceAt(part, part.length, new byte[] {'.'});
    }

    private byte[] spliced() {
        byte[] a = pick();
        byte[] b = pick();
        int from = random.nextInt(b.length);
        byte[] piece = Arrays.copyOfRange(b, from, from + random.nextInt(b.length - from + 1));
        return spliceAt(a, random.nextInt(a.length + 1), piece);
    }

    private byte[] spliceAt(byte[] a, int at, byte[] piece) {
        byte[] all = Arrays.copyOf(a, a.length + piece.length);
        System.arraycopy(a, at, all, at + piece.length, a.length - at);
        System.arraycopy(piece, 0, all, at, piece.length);
        return all;
    }

    private byte[] mutated() {
        byte[] bytes = pick().clone();
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] = OPCODES[random.nextInt(OPCODES.length)];
                case 2 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                default -> bytes[at] = (byte) (random.nextBoolean() ? 0xff : 0);
            }
        }
        return bytes;
    }
}
