package io.github.dkredis.testkit;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterClassTemplateInvocationCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeClassTemplateInvocationCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/** The server of one run of a test class: starts it, hands it out, brings it back to its beginnings after each method. */
final class ClassServer
        implements BeforeClassTemplateInvocationCallback,
                AfterClassTemplateInvocationCallback,
                BeforeEachCallback,
                AfterEachCallback,
                TestExecutionExceptionHandler,
                ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(ClassServer.class);
    private static final Duration LEFTOVER_LIMIT = Duration.ofSeconds(10);

    private final RedisBinary binary;
    private final RedisTest settings;
    private @Nullable RedisServer server;
    private @Nullable ServerSnapshot snapshot;

    ClassServer(RedisBinary binary, RedisTest settings) {
        this.binary = binary;
        this.settings = settings;
    }

    @Override
    public void beforeClassTemplateInvocation(ExtensionContext context) {
        RedisServerBuilder builder = RedisServer.builder().binary(binary);
        for (String line : settings.config()) {
            builder = builder.line(line);
        }
        server = builder.start();
        snapshot = ServerSnapshot.of(server);
    }

    @Override
    public void afterClassTemplateInvocation(ExtensionContext context) {
        if (server != null) {
            server.close();
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        store(context).put(Leftovers.class, Leftovers.since(server(), settings.threads()));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        FaultProxy proxy = store(context).get(FaultProxy.class, FaultProxy.class);
        if (proxy != null) {
            proxy.close();
        }
        if (server().isRunning()) {
            server().resume();
        }
        Leftovers leftovers = store(context).get(Leftovers.class, Leftovers.class);
        try {
            if (leftovers != null && settings.leftovers().length > 0) {
                leftovers.check(LEFTOVER_LIMIT, settings.leftovers());
            }
        } finally {
            if (snapshot != null) {
                snapshot.restore();
            }
        }
    }

    /** Says which server it was, and what it wrote, where the report gives the failure. */
    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        failure.addSuppressed(new ServerDiagnostics(server()));
        throw failure;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == RedisServer.class
                || (type == FaultProxy.class && context.getTestMethod().isPresent());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == RedisServer.class
                ? server()
                : store(context)
                        .computeIfAbsent(FaultProxy.class, key -> FaultProxy.inFrontOf(server()), FaultProxy.class);
    }

    private RedisServer server() {
        if (server == null) {
            throw new IllegalStateException("The server has not been started");
        }
        return server;
    }

    private static ExtensionContext.Store store(ExtensionContext context) {
        return context.getStore(NAMESPACE);
    }
}
