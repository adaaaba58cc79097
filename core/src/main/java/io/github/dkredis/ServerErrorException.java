package io.github.dkredis;

/**
 * Redis refused the command: it did not run. {@link #code()} is the first word of Redis' answer, such as {@code NOPERM}.
 */
public final class ServerErrorException extends DkRedisException {

    private static final long serialVersionUID = 1L;

    /** The first word of the answer. */
    private final String code;

    /**
     * A refusal.
     *
     * @param code the first word of the answer
     * @param message the operation, the key and what to do
     */
    public ServerErrorException(String code, String message) {
        super(message, null);
        this.code = code;
    }

    /**
     * The error's code.
     *
     * @return the first word of Redis' answer, in capitals: {@code ERR}, {@code NOPERM}, …
     */
    public String code() {
        return code;
    }
}
