package io.github.dkredis.testkit;

/** The server answered a command with an error; the message is the server's, with its leading code. */
public final class ErrorReplyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ErrorReplyException(String message) {
        super(message);
    }

    /**
     * The first word of the error.
     *
     * @return for example {@code ERR}, {@code WRONGTYPE} or {@code NOAUTH}
     */
    public String code() {
        String message = String.valueOf(getMessage());
        int space = message.indexOf(' ');
        return space < 0 ? message : message.substring(0, space);
    }
}
