package io.github.dkredis;

/** Thrown when Redis refuses a command with an error. The command did not run. */
public final class ServerErrorException extends DkRedisException {

    private static final long serialVersionUID = 1L;

    private final String code;

    /**
     * Creates an exception for an error reply.
     *
     * @param code the first word of the reply
     * @param message the operation, the key and what to do
     */
    public ServerErrorException(String code, String message) {
        super(message, null);
        this.code = code;
    }

    /** {@return the first word of Redis' reply, in capitals: {@code ERR}, {@code NOPERM}, …} */
    public String code() {
        return code;
    }
}
