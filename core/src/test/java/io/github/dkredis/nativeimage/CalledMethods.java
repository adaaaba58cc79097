package io.github.dkredis.nativeimage;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Reads from a class file which methods it calls or refers to: they are in its constant pool. */
final class CalledMethods {

    private static final int UTF8 = 1;
    private static final int CLASS = 7;
    private static final int METHOD = 10;
    private static final int INTERFACE_METHOD = 11;
    private static final int NAME_AND_TYPE = 12;

    private final int[] kinds;
    private final int[] firsts;
    private final int[] seconds;
    private final String[] texts;

    private CalledMethods(DataInputStream in) throws IOException {
        in.readInt(); // magic
        in.readInt(); // version
        int count = in.readUnsignedShort();
        kinds = new int[count];
        firsts = new int[count];
        seconds = new int[count];
        texts = new String[count];
        for (int i = 1; i < count; i++) {
            kinds[i] = in.readUnsignedByte();
            switch (kinds[i]) {
                case UTF8 -> texts[i] = in.readUTF();
                case 3, 4 -> in.readInt(); // int, float
                case 5, 6 -> { // long, double: they take two places
                    in.readLong();
                    i++;
                }
                case CLASS, 8, 16, 19, 20 -> firsts[i] = in.readUnsignedShort();
                case 15 -> { // method handle
                    in.readUnsignedByte();
                    firsts[i] = in.readUnsignedShort();
                }
                default -> {
                    firsts[i] = in.readUnsignedShort();
                    seconds[i] = in.readUnsignedShort();
                }
            }
        }
    }

    /** {@return the methods, such as {@code java.lang.Class.forName}} */
    static Set<String> of(Path classFile) throws IOException {
        try (DataInputStream in = new DataInputStream(Files.newInputStream(classFile))) {
            return new CalledMethods(in).names();
        }
    }

    private Set<String> names() {
        Set<String> names = new HashSet<>();
        for (int i = 1; i < kinds.length; i++) {
            if (kinds[i] == METHOD || kinds[i] == INTERFACE_METHOD) {
                String owner = texts[firsts[firsts[i]]];
                String name = kinds[seconds[i]] == NAME_AND_TYPE ? texts[firsts[seconds[i]]] : "";
                names.add(owner.replace('/', '.') + "." + name);
            }
        }
        return names;
    }
}
