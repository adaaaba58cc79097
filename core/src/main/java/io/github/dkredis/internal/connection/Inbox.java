package io.github.dkredis.internal.connection;

import io.lettuce.core.api.push.PushListener;
import org.jspecify.annotations.Nullable;

/**
 * What receives the pushes of a connection.
 *
 * @param id the client's number
 * @param channel the channel that the connection listens to from the start; null if it has no subscription, so that the
 *     server does not limit its replies as those of a subscriber
 * @param listener is called on the event loop with every push
 */
record Inbox(String id, @Nullable String channel, PushListener listener) {}
