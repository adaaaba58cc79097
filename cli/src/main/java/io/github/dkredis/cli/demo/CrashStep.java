package io.github.dkredis.cli.demo;

import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.RedisServer;
import java.time.Duration;
import java.util.List;

/** The holder of a lock is killed while another process waits. */
final class CrashStep implements Step {

    private static final String QUEUE = "dkredis:mutex-queue:{dkredis:mutex:" + LockTakeOver.NAME + "}";

    @Override
    public String name() {
        return "crash";
    }

    @Override
    public String title() {
        return "kill -9 of the process that holds a lock";
    }

    @Override
    public Summary play(Stage stage) {
        Story story = stage.story();
        story.say("A process dies while it holds a lock that others wait for, and cannot release it any more.");
        RedisServer server = stage.server();
        List<WorkerProcess> workers = stage.workers().take(3);
        WorkerProcess holder = workers.get(0);
        WorkerProcess naive = workers.get(1);
        WorkerProcess dkredis = workers.get(2);

        holder.send("hold");
        long fence = holder.report().get("fence");
        begin(naive, "take-naive");
        begin(dkredis, "take-dkredis");
        Await.until(() -> Long.valueOf(1).equals(server.command("LLEN", QUEUE)), Duration.ofSeconds(15));
        story.say("Process %d holds two locks, one of each kind, and two processes wait.", holder.pid());
        holder.close();
        long killed = System.nanoTime();
        long nextFence = dkredis.report().get("fence");
        long tookOver = System.nanoTime() - killed;
        boolean taken = naive.report().get("taken") == 1;

        story.naive("SET lock 1 NX         # and DEL lock, which never came");
        String naiveAnswer = taken ? "at once" : Story.text("not within %d s", LockTakeOver.PATIENCE.toSeconds());
        story.figure("taken over after kill -9", "%s", naiveAnswer);
        Object ttl = server.command("TTL", LockTakeOver.NAIVE_KEY);
        story.figure("TTL of the key", Long.valueOf(-1).equals(ttl) ? "-1, which is for ever" : "%s s", ttl);

        story.dkredis("redis.mutex(\"report\").lease(Duration.ofSeconds(" + LockTakeOver.LEASE.toSeconds()
                + ")).renewed().acquire()");
        String answer = Story.text("%,.0f ms", tookOver / 1e6);
        story.figure("taken over after kill -9", "%s", answer);
        story.figure("fencing token before", "%d", fence);
        story.figure("fencing token now", "%d", nextFence);
        story.say("A write that still carries the smaller token can be refused: its author does not hold the lock.");
        return new Summary("taken over after kill -9", naiveAnswer, answer);
    }

    private static void begin(WorkerProcess process, String task) {
        process.send(task);
        process.awaitPrepared();
        process.send("start");
    }
}
