package io.github.dkredis.internal.command;

import io.github.dkredis.DkRedisException;
import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.RedisUnavailableException.Reason;
import io.github.dkredis.ServerErrorException;
import io.github.dkredis.WrongTypeException;
import io.github.dkredis.internal.Keys;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Turns error replies into exceptions. Redis may quote arguments in an error, so its text is not passed on; its code
 * is.
 */
public final class ServerErrors {

    /** What Redis 6.2 puts before the error of a command inside a script, once or twice. */
    private static final Pattern SCRIPT_PREFIX =
            Pattern.compile("^ERR Error running script \\(call to \\w+\\): (@user_script: ?\\d+: )+-?");

    /** How servers report that an ACL refuses a command inside a script: without a code, and each in other words. */
    private static final Pattern SCRIPT_REFUSAL =
            Pattern.compile("^(ERR )?(The user executing the script can't |ACL failure in script\\b)");

    /** The name of a command is safe to show; the user's name, which the sentence may contain too, is left out. */
    private static final Pattern REFUSED_COMMAND = Pattern.compile("permissions to run the '([A-Za-z|-]{1,40})'");

    private static final Map<String, String> NUMBER_PROBLEMS = Map.of(
            "ERR value is not an integer", "holds text that is not a whole number of 64 bits",
            "ERR hash value is not an integer", "has a field that is not a whole number of 64 bits",
            "ERR value is not a valid float", "holds text that is not a number",
            "ERR hash value is not a float", "has a field that is not a number",
            "ERR hash value is not a valid float", "has a field that is not a number",
            "ERR increment or decrement would overflow", "holds a number that would leave the range of a long",
            "ERR increment would produce NaN or Infinity", "holds a number that would become infinite");

    private static final Set<String> TEMPORARY = Set.of("LOADING", "MASTERDOWN", "TRYAGAIN", "CLUSTERDOWN");

    private ServerErrors() {}

    /** The failure of a command that was sent to a cluster's node by a client that took it for a single server. */
    public static DeferredException redirected(Request<?> request, Redirection redirection) {
        return new DeferredException(() -> exception(request, redirection.kind() + " " + redirection.slot()));
    }

    static DkRedisException exception(Request<?> request, String error) {
        String operation = request.command.name;
        String subject = request.subject;
        String problem = numberProblem(error);
        if (problem != null) {
            return new WrongTypeException(operation, request.keyName(), problem);
        }
        String code = code(error);
        String what = operation + " " + Keys.quoted(subject);
        return switch (code) {
            case "WRONGTYPE" -> new WrongTypeException(operation, request.keyName(), "holds another Redis type");
            case "OOM" ->
                unavailable(
                        Reason.OUT_OF_MEMORY,
                        what + ": Redis is at its maxmemory and refused the write; nothing was changed."
                                + " Free memory, or let it evict keys");
            case "READONLY" ->
                unavailable(
                        Reason.READ_ONLY,
                        what + ": this server is a read-only replica; nothing was changed. Connect to the primary");
            case "NOAUTH", "WRONGPASS" ->
                unavailable(
                        Reason.AUTHENTICATION, what + ": Redis requires a valid user name and password (" + code + ")");
            case "LOADING", "BUSY", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN" ->
                unavailable(Reason.BUSY, what + ": Redis cannot serve it now (" + code + "); try again later");
            case "CROSSSLOT" ->
                new ServerErrorException(
                        code,
                        what + ": its keys are in several hash slots of the cluster (CROSSSLOT); nothing was changed");
            case "MOVED", "ASK" ->
                unavailable(
                        Reason.BUSY,
                        what + ": another node of the cluster serves the key (" + code + "); nothing was changed."
                                + " Connect again: this client took the server for a single one");
            case "NOPERM" -> new ServerErrorException(code, what + ": " + refusal(request, error));
            case "MISCONF" ->
                new ServerErrorException(
                        code, what + ": Redis cannot save to disk and refuses writes (MISCONF); look at its log");
            case "NOREPLICAS" ->
                new ServerErrorException(
                        code,
                        what + ": fewer replicas are connected than min-replicas-to-write demands (NOREPLICAS);"
                                + " nothing was changed");
            default -> new ServerErrorException(code, what + ": Redis refused it (" + code + ")");
        };
    }

    /** What is wrong with the number that was to be incremented: the server has no code for it, only a sentence. */
    private static @Nullable String numberProblem(String error) {
        String answer = SCRIPT_PREFIX.matcher(error).replaceFirst("");
        for (Map.Entry<String, String> problem : NUMBER_PROBLEMS.entrySet()) {
            if (answer.startsWith(problem.getKey())) {
                return problem.getValue();
            }
        }
        return null;
    }

    /** Whether a server refused a write because it is a replica; a script has then changed nothing either. */
    static boolean isOfReplica(String error) {
        return code(error).equals("READONLY");
    }

    /**
     * Whether a server refused a request as a whole, and will accept it in a moment. An error inside a script is not
     * meant: the commands before it have run.
     */
    static boolean isTemporary(String error) {
        return TEMPORARY.contains(code(error)) && !error.contains("script: ");
    }

    /** Which right the user lacks. The server's sentence names a command or says what else it is about. */
    private static String refusal(Request<?> request, String error) {
        Matcher named = REFUSED_COMMAND.matcher(error);
        if (named.find()) {
            String command = named.group(1).toLowerCase(Locale.ROOT);
            return "the Redis user may not run " + command.toUpperCase(Locale.ROOT) + " (NOPERM); allow +" + command
                    + " in its ACL";
        }
        if (error.contains("channel")) {
            return "the Redis user may not use the channels of " + request.commandLabel()
                    + " (NOPERM); allow them with & in its ACL";
        }
        if (error.contains("key")) {
            return "the Redis user may not access the key " + request.keysLabel() + " with " + request.commandLabel()
                    + " (NOPERM); allow the key with ~ in its ACL";
        }
        return "the Redis user may not run " + request.commandLabel() + " on the key " + request.keysLabel()
                + " (NOPERM); allow the command and the key in its ACL";
    }

    private static RedisUnavailableException unavailable(Reason reason, String message) {
        return new RedisUnavailableException(reason, message, null);
    }

    /**
     * Returns the error's code, its first word. For a command inside a script of Redis 6.2, that of the command's
     * error.
     */
    public static String code(String error) {
        String answer = SCRIPT_PREFIX.matcher(error).replaceFirst("");
        if (SCRIPT_REFUSAL.matcher(answer).find()) {
            return "NOPERM";
        }
        int end = 0;
        while (end < answer.length() && end < 32 && isCodeCharacter(answer.charAt(end))) {
            end++;
        }
        boolean isWord = end > 0 && (end == answer.length() || answer.charAt(end) == ' ');
        return isWord ? answer.substring(0, end) : "ERR";
    }

    private static boolean isCodeCharacter(char c) {
        return c >= 'A' && c <= 'Z' || c == '_';
    }
}
