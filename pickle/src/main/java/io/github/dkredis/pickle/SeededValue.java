package io.github.dkredis.pickle;

/**
 * Marks the types whose {@code hashCode} is a {@link SeededHash}, and so cannot be predicted by the author of a pickle.
 */
interface SeededValue {}
