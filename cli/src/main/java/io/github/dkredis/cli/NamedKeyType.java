package io.github.dkredis.cli;

import java.util.Locale;

/** The type of the keys of a named cache, as far as JSON can express its keys. */
enum NamedKeyType {
    /** {@code redis.cache(name, User.class)}. */
    STRING,
    /** {@code redis.cache(name, Integer.class, User.class)}. */
    INT,
    /** {@code redis.cache(name, Long.class, User.class)}. */
    LONG,
    /** {@code redis.cache(name, UUID.class, User.class)}. */
    UUID;

    /** {@return the key that {@link Json} has parsed, as a program has it} */
    Object keyOf(Object json) {
        if (this == STRING && json instanceof String text) {
            if (text.isEmpty()) {
                throw new UsageException("the key is empty");
            }
            return text;
        } else if (this == INT && json instanceof Integer) {
            return json;
        } else if (this == LONG && (json instanceof Integer || json instanceof Long)) {
            return ((Number) json).longValue();
        } else if (this == UUID && json instanceof String text) {
            try {
                return java.util.UUID.fromString(text);
            } catch (IllegalArgumentException e) {
                throw new UsageException("the key is not a UUID");
            }
        }
        throw new UsageException(
                switch (this) {
                    case STRING -> "a key of a named cache is a string, such as '\"user:1\"', or names its --key-type";
                    case INT, LONG -> "with --key-type " + this + " the key is an integer such as 42";
                    case UUID -> "with --key-type uuid the key is a string with a UUID";
                });
    }

    /** The name that is used on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
