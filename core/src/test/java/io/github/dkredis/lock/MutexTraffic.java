package io.github.dkredis.lock;

import io.github.dkredis.internal.command.Script;
import io.github.dkredis.testkit.Request;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Recognises the scripts of the mutex in the requests that pass a proxy. */
final class MutexTraffic {

    private static final Map<String, String> DIGESTS = new ConcurrentHashMap<>();

    private MutexTraffic() {}

    /** Whether a request runs a script, which is named by its file. */
    static boolean is(Request request, String script) {
        return request.command().equals("EVALSHA")
                && request.words().get(1).equals(DIGESTS.computeIfAbsent(script, MutexTraffic::digest));
    }

    private static String digest(String script) {
        return script.equals("renew")
                ? Script.load(MutexScripts.class, script).digest()
                : Script.load(MutexScripts.class, "mutex-common", script).digest();
    }
}
