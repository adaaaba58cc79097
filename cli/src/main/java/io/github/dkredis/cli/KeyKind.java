package io.github.dkredis.cli;

/** What a key of the library is, and what happens if an operator removes it. */
enum KeyKind {
    MUTEX(
            "mutex",
            "dkredis:mutex:",
            "the mutex is held: this is its holder's token, which ends with the lease unless the holder renews it",
            "the lock is free while its holder still works, and the holder learns of it at its next renewal only;"
                    + " \"dkredis unlock NAME --force\" also tells the holder, and serves the next waiting client"),
    MUTEX_QUEUE(
            "queue of a mutex",
            "dkredis:mutex-queue:",
            "the clients that wait for the mutex, first come, first served",
            "the clients enter the queue again when they ask the next time, perhaps in another order"),
    MUTEX_FENCE(
            "fence of a mutex",
            "dkredis:mutex-fence:",
            "the fencing tokens of the mutex, which rise with every grant",
            "later tokens are greater all the same, as long as the server's clock is not set back"),
    LOCK_CLIENT(
            "client",
            "dkredis:client:",
            "says which program a client of locks is, for people; it goes when the client ends",
            "listings show the client by its number for a while"),
    FETCH_LOCK(
            "fetch lock",
            "dkredis:fetchlock:",
            "one process fetches something, and the others wait for it or skip it",
            "another process may fetch the same at the same time"),
    FETCH_LOCK_WAITERS(
            "waiters of a fetch lock",
            "dkredis:fetchlock-waiters:",
            "the clients that wait for the end of the fetch",
            "they notice the end of the fetch a little later, by polling"),
    COOLDOWN("cooldown", "rl-lock.", "the resource is blocked for a period", "the resource is free at once"),
    RATE_LIMIT(
            "rate limit",
            "dkredis:ratelimit:",
            "the permits of the rate limit that are taken; it ends when all have come back",
            "the limit begins with a full burst"),
    SEMAPHORE(
            "semaphore",
            "dkredis:semaphore:",
            "the size of the semaphore, its holders with their slots, and the fencing tokens of the slots",
            "all permits are free while their holders still work, and the holders learn of it at their next renewal"),
    SEMAPHORE_DEADLINES(
            "deadlines of a semaphore",
            "dkredis:semaphore-deadlines:",
            "when the permits of each holder return, unless the holder renews them",
            "holders learn at their next renewal that they have lost their permits, which stay taken; remove the"
                    + " semaphore as well"),
    SEMAPHORE_FREE(
            "free slots of a semaphore",
            "dkredis:semaphore-free:",
            "the slots that have been used and are free",
            "permits get slots that may be beyond the size; remove the semaphore as well"),
    SEMAPHORE_QUEUE(
            "queue of a semaphore",
            "dkredis:semaphore-queue:",
            "the callers that wait for permits, first come, first served",
            "the callers enter the queue again when they ask the next time, perhaps in another order"),
    SEMAPHORE_WAITING(
            "wishes in the queue of a semaphore",
            "dkredis:semaphore-waiting:",
            "what the callers in the queue wait for",
            "the callers are skipped, and enter the queue again when they ask the next time"),
    CACHE_GENERATION(
            "generation of a cache",
            "dkredis:cache-generation:",
            "which entries of the cache are current",
            "the cache is empty at its next use; its entries end with their TTL"),
    CACHE_ENTRY(
            "cache entry",
            "dkredis:cache:",
            "an entry of a named cache",
            "the value is loaded again; \"dkredis cache remove\" also voids a load that is under way"),
    CLEARED_ENTRY(
            "cleared cache entry",
            "dkredis:cache:",
            "an entry that was removed by clear(), or whose cache is forgotten; no client reads it",
            "nothing else"),
    OBJECT_CACHE_ENTRY(
            "entry of the object cache",
            "obj-cache:",
            "an entry of Python's object cache, which redis.cache() uses too",
            "the value is loaded again; \"dkredis cache remove\" also voids a load that is under way"),
    FILL_LEASE(
            "fill lease",
            "dkredis:cache-fill:",
            "one caller loads the cache entry, and the others wait for it",
            "the value that is being loaded is not stored, and another caller loads it again"),
    TOMBSTONE(
            "tombstone",
            "dkredis:cache-fill:",
            "the source of the cache entry is being changed, and nothing is stored until that is done",
            "a value from before the change may be stored"),
    REFRESH_PAUSE(
            "pause of refreshes",
            "dkredis:cache-fill:",
            "refreshes of the cache entry have failed, and pause",
            "the next read tries to refresh the entry at once"),
    CACHE_WAITERS(
            "waiters of a cache entry",
            "dkredis:cache-waiters:",
            "the clients that wait for the cache entry",
            "they notice the entry a little later, by polling"),
    HEARTBEAT("heartbeat", "dkredis:heartbeat:", "a name that clients of a cluster only ask for", "nothing else"),
    OTHER("not a key of dkredis itself", "", "data that a program has stored under this name", "the data is lost");

    private final String label;
    private final String begin;
    private final String meaning;
    private final String removal;

    KeyKind(String label, String begin, String meaning, String removal) {
        this.label = label;
        this.begin = begin;
        this.meaning = meaning;
        this.removal = removal;
    }

    /** {@return what people call it} */
    String label() {
        return label;
    }

    /** {@return what its keys begin with, behind the client's prefix} */
    String begin() {
        return begin;
    }

    /** {@return what such a key says} */
    String meaning() {
        return meaning;
    }

    /** {@return what happens if the key is removed} */
    String removal() {
        return removal;
    }
}
