package io.github.dkredis.internal.connection;

import io.lettuce.core.event.DefaultEventPublisherOptions;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import org.jspecify.annotations.Nullable;

/**
 * Lettuce's event loops and timer, with {@link ReadMonitor} and {@link CoalescingFlush} at the head of each
 * connection's pipeline.
 */
final class NettyResources {

    private NettyResources() {}

    /**
     * The client's resources.
     *
     * @param given the caller's, of which every part stays the caller's; null to make them
     * @param channels collects every channel, also while it connects
     */
    static ClientResources of(@Nullable ClientResources given, ChannelGroup channels) {
        ClientResources.Builder builder = given == null
                ? ClientResources.builder()
                        .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                        .ioThreadPoolSize(2)
                        .computationThreadPoolSize(2)
                : shared(given);
        NettyCustomizer callers = given == null ? new NettyCustomizer() {} : given.nettyCustomizer();
        return builder.nettyCustomizer(new NettyCustomizer() {
                    @Override
                    public void afterBootstrapInitialized(Bootstrap bootstrap) {
                        callers.afterBootstrapInitialized(bootstrap);
                    }

                    @Override
                    public void afterChannelInitialized(Channel channel) {
                        channels.add(channel);
                        callers.afterChannelInitialized(channel);
                        channel.pipeline().addFirst(new ReadMonitor(), new CoalescingFlush());
                    }
                })
                .build();
    }

    /**
     * Names each part as one that belongs to the caller: what {@code mutate} takes over would be shut down with ours.
     */
    private static ClientResources.Builder shared(ClientResources given) {
        return given.mutate()
                .eventLoopGroupProvider(given.eventLoopGroupProvider())
                .eventExecutorGroup(given.eventExecutorGroup())
                .timer(given.timer())
                .commandLatencyRecorder(given.commandLatencyRecorder())
                .commandLatencyPublisherOptions(DefaultEventPublisherOptions.disabled());
    }
}
