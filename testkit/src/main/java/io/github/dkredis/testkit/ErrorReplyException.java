package io.github.dkredis.testkit;

/** Thrown when the server answers with an error; the message is the server's, beginning with the code. */
public final class ErrorReplyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ErrorReplyException(String message) {
        super(message);
    }

    /** {@return the first word of the error, such as {@code ERR}, {@code WRONGTYPE} or {@code NOAUTH}} */
    public String code() {
        String message = String.valueOf(getMessage());
        int space = message.indexOf(' ');
        return space < 0 ? message : message.substring(0, space);
    }
}
