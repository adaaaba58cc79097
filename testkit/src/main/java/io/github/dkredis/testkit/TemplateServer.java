package io.github.dkredis.testkit;

import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterClassTemplateInvocationCallback;
import org.junit.jupiter.api.extension.BeforeClassTemplateInvocationCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The server of one of several runs of a test class. */
final class TemplateServer extends ClassServer
        implements BeforeClassTemplateInvocationCallback, AfterClassTemplateInvocationCallback {

    private final Supplier<RedisServer> starter;
    private final Consumer<RedisServer> closer;
    private final Expectations expectations;

    /**
     * A server that is not started yet.
     *
     * @param closer what is done with the server after the class
     * @param expectations what each method is checked for
     */
    TemplateServer(Supplier<RedisServer> starter, Consumer<RedisServer> closer, Expectations expectations) {
        this.starter = starter;
        this.closer = closer;
        this.expectations = expectations;
    }

    @Override
    public void beforeClassTemplateInvocation(ExtensionContext context) {
        begin(starter.get(), expectations);
    }

    @Override
    public void afterClassTemplateInvocation(ExtensionContext context) {
        if (hasBegun()) {
            closer.accept(server());
        }
    }
}
