package io.github.dkredis.cache;

/**
 * What the loads of one entry and of many share.
 *
 * @param permits bounds the loaders that run while Redis cannot be reached, when no fill lease bounds them
 */
record LoadParts(
        EntryReader reader,
        FillLeases leases,
        LoadRules rules,
        LoadRunner runner,
        BackgroundRefresher refresher,
        LoadPermits permits) {

    static LoadParts of(CacheContext context, EntryReader reader, FillLeases leases) {
        LoadRules rules = new LoadRules(context.options(), context.stats());
        return new LoadParts(
                reader,
                leases,
                rules,
                new LoadRunner(context, leases, rules),
                new BackgroundRefresher(context, leases),
                new LoadPermits(context.options().loaderConcurrency()));
    }
}
