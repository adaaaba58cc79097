package io.github.dkredis.cli;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The names of the clients that hold locks and permits, as the clients have announced them. */
final class ClientNames {

    /** The value of a lock of this library, which contains the twenty digits of its client. */
    private static final Pattern TOKEN = Pattern.compile("99999999999\\.\\d{32}");

    private static final int NUMBER_BEGIN = 12;
    private static final int NUMBER_END = 32;

    /** No client is known. */
    static final ClientNames NONE = new ClientNames();

    private final Map<String, String> names = new HashMap<>();

    private ClientNames() {}

    /** Asks who the clients of these tokens are. */
    static ClientNames of(Plain plain, Set<String> tokens) {
        ClientNames clients = new ClientNames();
        Replies replies = new Replies(plain);
        tokens.stream()
                .filter(token -> TOKEN.matcher(token).matches())
                .map(ClientNames::number)
                .distinct()
                .forEach(number -> {
                    byte[] key = plain.key(KeyKind.LOCK_CLIENT.begin() + number);
                    replies.add(replies.commands().get(key), text -> {
                        String[] words =
                                text == null ? new String[0] : new String(text, StandardCharsets.UTF_8).split(" ", 3);
                        if (words.length == 3) {
                            clients.names.put(number, words[2] + " (process " + words[0] + " on " + words[1] + ")");
                        }
                    });
                });
        replies.await();
        return clients;
    }

    /** {@return who has a token; its client's number if that has not announced itself, or has ended} */
    String ofToken(String token) {
        if (!TOKEN.matcher(token).matches()) {
            return "another program";
        }
        return names.getOrDefault(number(token), "client " + number(token));
    }

    private static String number(String token) {
        return token.substring(NUMBER_BEGIN, NUMBER_END);
    }
}
