package io.github.dkredis.internal;

import org.jspecify.annotations.Nullable;

/**
 * Every key and channel name of this library, and the only place where they are made.
 *
 * <p>A client can have a prefix, with which all of its keys and channels begin. The methods for names of features
 * answer without it; {@link #of} adds it on the way to Redis, and {@link #withoutPrefix} takes it from names that come
 * from there.
 *
 * <p>A companion of a key (a queue, a set of waiting clients) has the whole main key as its hash tag, so that a script
 * that uses both finds them in one slot of a cluster.
 */
public final class Keys {

    /** Names without a prefix, as Python's package uses them. */
    public static final Keys UNPREFIXED = new Keys(KeyPrefix.NONE, Inboxes.ONE);

    /** How many channels a client listens to. */
    private enum Inboxes {
        /** One. */
        ONE,
        /** One for each node of a cluster, named after it. */
        PER_NODE,
        /** It is not known yet whether there is a cluster. */
        UNDECIDED
    }

    private static final String INBOX = "dkredis:inbox:";
    private static final String MUTEX = "dkredis:mutex:";
    private static final String SEMAPHORE = "dkredis:semaphore:";
    private static final String RATE_LIMIT = "dkredis:ratelimit:";

    private final KeyPrefix prefix;
    private final Inboxes inboxes;

    private Keys(KeyPrefix prefix, Inboxes inboxes) {
        this.prefix = prefix;
        this.inboxes = inboxes;
    }

    /**
     * Names with a prefix.
     *
     * @throws IllegalArgumentException if the prefix contains characters that have a meaning in keys or patterns
     */
    public static Keys withPrefix(String prefix) {
        return prefix.isEmpty() ? UNPREFIXED : new Keys(new KeyPrefix(prefix), Inboxes.ONE);
    }

    /**
     * These names for a client of a cluster: on each node it listens to a channel of its own. The nodes pass every
     * message on to each other, so with one channel a message would arrive once for each node.
     */
    public Keys perNode() {
        return new Keys(prefix, Inboxes.PER_NODE);
    }

    /** These names while it is not known whether the client's servers are a cluster: it has no channels yet. */
    public Keys undecided() {
        return new Keys(prefix, Inboxes.UNDECIDED);
    }

    /** Whether it is not known yet which channels the client listens to. */
    public boolean isUndecided() {
        return inboxes == Inboxes.UNDECIDED;
    }

    /** What every key and channel begins with; may be empty. */
    public String prefix() {
        return prefix.text();
    }

    /**
     * A name as features and callers know it.
     *
     * @param fullName a key or channel as Redis has it
     */
    public String withoutPrefix(String fullName) {
        return fullName.startsWith(prefix.text())
                ? fullName.substring(prefix.text().length())
                : fullName;
    }

    // ---- keys that callers name

    /**
     * A key that a caller or a feature names, as Redis gets it.
     *
     * @param key not empty, without unpaired surrogates; anything else is allowed
     * @return its UTF-8 form, with the prefix
     * @throws IllegalArgumentException if it is empty or not valid Unicode
     */
    public byte[] of(String key) {
        if (key.isEmpty()) {
            throw new IllegalArgumentException("a key must not be empty");
        }
        return Utf8.encode("a key", prefix.text() + key);
    }

    /** A pattern of keys, as {@code SCAN} takes it, with the prefix. */
    public byte[] pattern(String pattern) {
        return of(pattern);
    }

    // ---- locks and limits

    /** The key of a mutex. */
    public String mutex(String name) {
        return MUTEX + name;
    }

    /**
     * The name of the mutex that has this key.
     *
     * @param fullKey as Redis has it
     */
    public String mutexName(String fullKey) {
        return withoutPrefix(fullKey).substring(MUTEX.length());
    }

    /** The queue of clients that wait for a mutex. */
    public String mutexQueue(String mutexKey) {
        return companion("dkredis:mutex-queue:", mutexKey);
    }

    /** The fencing tokens of a mutex. */
    public String mutexFence(String mutexKey) {
        return companion("dkredis:mutex-fence:", mutexKey);
    }

    /** The key under which a client that uses locks says who it is. */
    public String lockClient(String clientId) {
        return "dkredis:client:" + clientId;
    }

    /** The name of the mutex that the candidates of a leader election want. */
    public String leaderMutex(String election) {
        return "leader:" + election;
    }

    /** The key of a semaphore. */
    public String semaphore(String name) {
        return SEMAPHORE + name;
    }

    /**
     * The name of the semaphore that has this key.
     *
     * @param fullKey as Redis has it
     */
    public String semaphoreName(String fullKey) {
        return withoutPrefix(fullKey).substring(SEMAPHORE.length());
    }

    /** The deadlines of the holders of a semaphore. */
    public String semaphoreDeadlines(String semaphoreKey) {
        return companion("dkredis:semaphore-deadlines:", semaphoreKey);
    }

    /** The free slots of a semaphore. */
    public String semaphoreFree(String semaphoreKey) {
        return companion("dkredis:semaphore-free:", semaphoreKey);
    }

    /** The queue of callers that wait for a semaphore. */
    public String semaphoreQueue(String semaphoreKey) {
        return companion("dkredis:semaphore-queue:", semaphoreKey);
    }

    /** What the callers in the queue of a semaphore wait for. */
    public String semaphoreWaiting(String semaphoreKey) {
        return companion("dkredis:semaphore-waiting:", semaphoreKey);
    }

    /** The key of a fetch lock; Python's package uses the same. */
    public String fetchLock(String name) {
        return "dkredis:fetchlock:" + name;
    }

    /** The set of clients that wait for a fetch. */
    public String fetchLockWaiters(String fetchLockKey) {
        return companion("dkredis:fetchlock-waiters:", fetchLockKey);
    }

    /** The key of a cooldown; Python's package uses the same. */
    public String cooldown(String resource) {
        return "rl-lock." + resource;
    }

    /**
     * The key of a rate limit. All rates of a resource share a slot, unless braces in its name prevent it.
     *
     * @param rate the rate as text, without braces: each rate of a resource has a key
     */
    public String rateLimit(String resource, String rate) {
        // with a single brace, no hash tag would keep different names apart
        boolean plain = resource.indexOf('}') < 0 || hashTag(resource) != null;
        return plain ? companion(RATE_LIMIT, resource) + ":" + rate : RATE_LIMIT + resource + ":" + rate;
    }

    // ---- caches

    /** What the keys of all entries of a named cache begin with. */
    public String cache(String name) {
        return "dkredis:cache:" + name + ":";
    }

    /** What the keys of the entries of one generation of a named cache begin with. */
    public String cache(String name, String generation) {
        return cache(name) + generation + ":";
    }

    /** The key that holds the current generation of a named cache. */
    public String cacheGeneration(String name) {
        return "dkredis:cache-generation:" + name;
    }

    /**
     * The key of an entry of Python's object cache.
     *
     * @param name as Python names it
     */
    public String objectCacheEntry(String name) {
        return name;
    }

    /** The fill lease or the tombstone of a cache entry. */
    public String fillLease(String entryKey) {
        return companion("dkredis:cache-fill:", entryKey);
    }

    /** The set of clients that wait for a cache entry. */
    public String cacheWaiters(String entryKey) {
        return companion("dkredis:cache-waiters:", entryKey);
    }

    /** A key that no client writes; the numbers lead to every slot of a cluster. */
    public String heartbeat(int number) {
        return "dkredis:heartbeat:{" + number + "}";
    }

    // ---- channels

    /** The channel to which a client with this number listens, with the prefix. */
    public String inbox(String clientId) {
        return prefix.text() + INBOX + clientId;
    }

    /**
     * The channel to which a client of a cluster listens on a node, with the prefix.
     *
     * @param nodeId the node's number in its cluster
     */
    public String inbox(String clientId, String nodeId) {
        return inbox(clientId) + ":" + nodeId;
    }

    /**
     * Lua code that defines {@code inbox}, a function from a client's number to the channel that it listens to here.
     */
    public String inboxInLua() {
        String name = "'" + prefix.inLua() + INBOX + "' .. client";
        return "local function inbox(client) return "
                + (inboxes == Inboxes.PER_NODE ? name + " .. ':' .. redis.call('cluster', 'myid')" : name) + " end\n";
    }

    /** What tells apart the scripts of clients whose channels have different names. */
    public String inboxVariant() {
        return inboxes + prefix.text();
    }

    // ---- helpers

    /** A key in the slot of another key, whose hash tag it takes over if that has one. */
    private String companion(String kind, String key) {
        String tag = hashTag(key);
        return tag == null ? kind + "{" + prefix.text() + key + "}" : kind + tag + ":" + key;
    }

    /** The hash tag of a key with its braces, or null. */
    private static @Nullable String hashTag(String key) {
        int open = key.indexOf('{');
        int close = open < 0 ? -1 : key.indexOf('}', open);
        return close > open + 1 ? key.substring(open, close + 1) : null;
    }

    /** A key as it stands in messages: quoted, control characters escaped, cut at 200 characters. */
    public static String quoted(String key) {
        return Quoting.quoted(key);
    }
}
