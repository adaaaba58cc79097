package io.github.dkredis.micrometer;

import io.github.dkredis.DkRedisEvent;
import io.github.dkredis.DkRedisMetrics;
import io.github.dkredis.cache.CacheStats;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * Turns the measurements of clients into meters. Hand it to the builder: {@code DkRedis.builder().metrics(new
 * MicrometerMetrics(registry)).connect()}. The names of the meters are in the documentation of the module; those of
 * caches are Micrometer's own.
 *
 * <p>If one object measures several clients, each meter is the sum over them; give clients objects with different tags
 * to tell them apart. The meters stay in the registry when a client is closed.
 */
public final class MicrometerMetrics implements DkRedisMetrics {

    private final MeterRegistry registry;
    private final Tags tags;
    private final ObservationRegistry observations;
    private final List<ClientState> clients = new CopyOnWriteArrayList<>();
    private final ConcurrentMap<String, CacheMeters> caches = new ConcurrentHashMap<>();
    private final Map<CommandOutcome, ConcurrentMap<String, Timer>> commands = new EnumMap<>(CommandOutcome.class);
    private final Map<LockWaitOutcome, Timer> lockWaits;
    private final Map<LockGrant, Counter> lockGrants;
    private final Timer lockHolds;
    private final Counter lockLosses;
    private final Map<LimitKind, Map<LimitDecision, Counter>> limits = new EnumMap<>(LimitKind.class);
    private final Timer outages;
    private final Counter connected;
    private final Counter connectionsLost;
    private final Counter connectsFailed;
    private final Counter repeated;
    private final Counter unknown;

    /** Creates meters in a registry. */
    public MicrometerMetrics(MeterRegistry registry) {
        this(registry, Tags.empty());
    }

    /**
     * Creates meters in a registry.
     *
     * @param tags what all of them have, for example which of several clients they measure
     */
    public MicrometerMetrics(MeterRegistry registry, Tags tags) {
        this(registry, tags, ObservationRegistry.NOOP);
    }

    /**
     * Creates meters in a registry, and observes waits for mutexes ({@code dkredis.lock.acquire}) and loaders of caches
     * ({@code dkredis.cache.load}), so that traces show them. What a loader does is part of its observation.
     *
     * @param tags what all meters have
     * @param observations what observes
     */
    public MicrometerMetrics(MeterRegistry registry, Tags tags, ObservationRegistry observations) {
        this.registry = registry;
        this.tags = tags;
        this.observations = observations;
        for (CommandOutcome outcome : CommandOutcome.values()) {
            commands.put(outcome, new ConcurrentHashMap<>());
        }
        this.lockWaits = each(
                LockWaitOutcome.class,
                outcome -> timer("dkredis.lock.wait", "How long callers wait for a mutex", "outcome", outcome));
        this.lockGrants = each(
                LockGrant.class,
                grant -> counter("dkredis.lock.grants", "How mutexes come to their holders", "grant", grant));
        this.lockHolds = Timer.builder("dkredis.lock.hold")
                .description("How long mutexes are held until they are given back")
                .tags(tags)
                .register(registry);
        this.lockLosses = counter("dkredis.lock.lost", "Leases of mutexes that were lost");
        for (LimitKind kind : LimitKind.values()) {
            limits.put(
                    kind,
                    each(
                            LimitDecision.class,
                            decision -> Counter.builder("dkredis.limit.decisions")
                                    .description("What rate limits and cooldowns have decided")
                                    .tags(tags)
                                    .tag("limit", word(kind))
                                    .tag("decision", word(decision))
                                    .register(registry)));
        }
        this.connected = counter("dkredis.connections.opened", "Connections that were established");
        this.outages = Timer.builder("dkredis.connections.outage")
                .description("How long connections were away that are there again")
                .tags(tags)
                .register(registry);
        this.connectionsLost = counter("dkredis.connections.lost", "Connections that were lost");
        this.connectsFailed = counter("dkredis.connections.failed", "Attempts to reconnect that have failed");
        this.repeated = counter("dkredis.commands.repeated", "Idempotent commands that were sent again");
        this.unknown = counter("dkredis.commands.unknown", "Commands whose outcome is not known");
        gauge("dkredis.clients", "Clients that are open", open -> 1);
        gauge("dkredis.clients.connected", "Clients that are connected", open -> open.isConnected() ? 1 : 0);
        gauge("dkredis.commands.inflight", "Requests of callers that are in flight", ClientState::inFlight);
        gauge("dkredis.callers.waiting", "Threads that wait for the in-flight limit", ClientState::waiting);
    }

    // ---- making meters

    private static <E extends Enum<E>, M> Map<E, M> each(Class<E> type, Function<E, M> meter) {
        Map<E, M> meters = new EnumMap<>(type);
        for (E constant : type.getEnumConstants()) {
            meters.put(constant, meter.apply(constant));
        }
        return meters;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private Timer timer(String name, String description, String tag, Enum<?> value) {
        return Timer.builder(name)
                .description(description)
                .tags(tags)
                .tag(tag, word(value))
                .register(registry);
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).tags(tags).register(registry);
    }

    private Counter counter(String name, String description, String tag, Enum<?> value) {
        return Counter.builder(name)
                .description(description)
                .tags(tags)
                .tag(tag, word(value))
                .register(registry);
    }

    /**
     * A gauge that is the sum over all open clients. The registry refers to this object weakly, and clients hold it.
     */
    private void gauge(String name, String description, ToDoubleFunction<ClientState> part) {
        Gauge.builder(name, clients, open -> open.stream().mapToDouble(part).sum())
                .description(description)
                .tags(tags)
                .register(registry);
    }

    private Timer commandTimer(String operation, CommandOutcome outcome) {
        return Timer.builder("dkredis.commands")
                .description("Commands and scripts, from the call to the reply")
                .tags(tags)
                .tag("operation", operation)
                .tag("outcome", word(outcome))
                .register(registry);
    }

    private static <K, M> M get(Map<K, M> meters, K key) {
        M meter = meters.get(key);
        if (meter == null) {
            throw new IllegalStateException("there is no meter for " + key);
        }
        return meter;
    }

    // ---- measuring

    @Override
    public void opened(ClientState client) {
        clients.add(client);
    }

    @Override
    public void closed(ClientState client) {
        clients.remove(client);
    }

    @Override
    public void event(DkRedisEvent event) {
        if (event instanceof DkRedisEvent.Connected) {
            connected.increment();
        } else if (event instanceof DkRedisEvent.ConnectionLost) {
            connectionsLost.increment();
        } else if (event instanceof DkRedisEvent.OutageEnded ended) {
            outages.record(ended.outage());
        } else if (event instanceof DkRedisEvent.ReconnectFailed) {
            connectsFailed.increment();
        } else if (event instanceof DkRedisEvent.Repeated) {
            repeated.increment();
        } else if (event instanceof DkRedisEvent.OutcomeUnknown) {
            unknown.increment();
        }
    }

    @Override
    public void commandEnded(String operation, CommandOutcome outcome, Duration time) {
        ConcurrentMap<String, Timer> timers = get(commands, outcome);
        Timer timer = timers.get(operation); // looked up first: computeIfAbsent can lock
        if (timer == null) {
            timer = timers.computeIfAbsent(operation, name -> commandTimer(name, outcome));
        }
        timer.record(time);
    }

    @Override
    public void lockWaitEnded(LockWaitOutcome outcome, Duration wait) {
        get(lockWaits, outcome).record(wait);
    }

    @Override
    public void lockGranted(LockGrant grant) {
        get(lockGrants, grant).increment();
    }

    @Override
    public void lockReleased(Duration held) {
        lockHolds.record(held);
    }

    @Override
    public void lockLost() {
        lockLosses.increment();
    }

    @Override
    public void limitDecided(LimitKind limit, LimitDecision decision) {
        get(get(limits, limit), decision).increment();
    }

    @Override
    public void cacheOpened(String cache, Supplier<CacheStats> statistics) {
        CacheMeters meters = caches.get(cache);
        if (meters == null) {
            CacheMeters fresh = CacheMeters.of(cache, tags);
            CacheMeters known = caches.putIfAbsent(cache, fresh);
            meters = known == null ? fresh : known;
        }
        meters.add(statistics);
        meters.bindTo(registry); // binding once more changes nothing
    }

    @Override
    public Span lockWaitBegins(String lock) {
        return observations.isNoop()
                ? Span.NONE
                : ObservedSpan.start(Observation.createNotStarted("dkredis.lock.acquire", observations)
                        .contextualName("acquire lock")
                        .highCardinalityKeyValue("lock", lock));
    }

    @Override
    public Span cacheLoadBegins(String cache) {
        return observations.isNoop()
                ? Span.NONE
                : ObservedSpan.start(Observation.createNotStarted("dkredis.cache.load", observations)
                        .contextualName("load " + cache)
                        .lowCardinalityKeyValue("cache", cache));
    }

    /** {@return the tags} */
    @Override
    public String toString() {
        return "MicrometerMetrics" + tags;
    }
}
