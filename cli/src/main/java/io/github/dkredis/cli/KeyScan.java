package io.github.dkredis.cli;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Walks over the keys of a server in short pages, between which it serves other clients. */
final class KeyScan {

    /** About how many keys of the server a page covers. */
    static final int PAGE = 500;

    private KeyScan() {}

    /**
     * Walks over all keys that match a pattern. A key can come twice if the server resizes its hash table meanwhile.
     *
     * @param pattern without the client's prefix
     * @param showsProgress whether a long scan says how far it has come; asked when it turns out to be long
     * @param keys gets the matching keys of each page, as Redis has them
     */
    static void run(
            Plain plain, String pattern, Console console, BooleanSupplier showsProgress, Consumer<List<byte[]>> keys) {
        RedisClusterCommands<byte[], byte[]> commands = plain.sync();
        ScanArgs args = ScanArgs.Builder.limit(PAGE).match(plain.key(pattern));
        try (Progress progress = new Progress(console, showsProgress, commands::dbsize, PAGE)) {
            KeyScanCursor<byte[]> page = commands.scan(args);
            while (true) {
                keys.accept(page.getKeys());
                if (page.isFinished()) {
                    return;
                }
                progress.page();
                page = commands.scan(page, args);
            }
        }
    }

    /** {@return a name in which no character has a meaning in patterns} */
    static String literally(String name) {
        return name.replaceAll("([\\\\*?\\[\\]^])", "\\\\$1");
    }
}
