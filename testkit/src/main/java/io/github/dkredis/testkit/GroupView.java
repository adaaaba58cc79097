package io.github.dkredis.testkit;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a {@link RedisServer} that stands for a group answers in its name. */
interface GroupView {

    URI uri();

    @Nullable
    Object command(String... words);

    @Nullable
    Object commandBinary(byte[]... words);

    long calls(String command);

    List<String> clients();
}
