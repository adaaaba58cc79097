package io.github.dkredis.cli.demo;

import java.util.List;

/** A piece of work that a worker process does when the demo asks for it by name. */
@FunctionalInterface
interface WorkerTask {

    Figures run(WorkerContext context, List<String> arguments) throws Exception;
}
