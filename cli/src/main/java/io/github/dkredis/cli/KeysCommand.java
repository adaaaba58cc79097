package io.github.dkredis.cli;

import io.github.dkredis.DkRedis;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "keys",
        description = {
            "Print every key that matches a pattern: one JSON string for each line, in no particular order. Exit code 1"
                    + " if none matches.",
            "The server is scanned in pages and serves other clients in between. A key can be printed twice if the"
                    + " server resizes its hash table meanwhile."
        })
final class KeysCommand extends RedisCommand {

    @Parameters(paramLabel = "PATTERN", description = "a pattern for SCAN, such as 'user:*', with * ? [a-z]")
    private String pattern = "";

    KeysCommand(Console console) {
        super(console);
    }

    @Override
    void check() {
        if (pattern.isEmpty()) {
            throw new UsageException("the pattern is empty; '*' matches every key");
        }
    }

    @Override
    ExitCode run(DkRedis redis) {
        String prefix = plain().prefix();
        boolean[] any = new boolean[1];
        // Where the keys themselves can be seen, they are progress enough.
        BooleanSupplier isWanted = () -> !console().isTerminal().getAsBoolean()
                && console().isErrTerminal().getAsBoolean();
        KeyScan.run(plain(), pattern, console(), isWanted, keys -> {
            for (byte[] key : keys) {
                any[0] = true;
                console().write((Json.text(view(key, prefix)) + "\n").getBytes(StandardCharsets.UTF_8));
            }
            console().flush();
        });
        return any[0] ? ExitCode.DONE : no("no key matches");
    }

    /** {@return a key as text without the prefix, or its bytes if they are not valid UTF-8} */
    private static Object view(byte[] key, String prefix) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(key))
                    .toString()
                    .substring(prefix.length());
        } catch (CharacterCodingException e) {
            return ValueView.bytes(key);
        }
    }
}
