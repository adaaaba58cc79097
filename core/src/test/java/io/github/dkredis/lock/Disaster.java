package io.github.dkredis.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.Direction;
import io.github.dkredis.testkit.Fault;
import java.time.Duration;

/** What happens in the middle of a run; {@code strike} returns when it is over. */
enum Disaster {
    NONE,
    KILL_HOLDER {
        @Override
        void strike(HistoryScene scene) {
            scene.holder().kill();
        }
    },
    KILL_WAITER {
        @Override
        void strike(HistoryScene scene) {
            WorkerProcess holder = scene.holder();
            scene.anyOf(worker -> worker != holder && worker.isAlive()).kill();
        }
    },
    STOP_HOLDER {
        @Override
        void strike(HistoryScene scene) {
            // the process may have been stopped between two visits, when it had no lease to lose
            int strikes = 0;
            long before = scene.lossesNoticed();
            do {
                WorkerProcess holder = scene.stoppedHolder();
                String token = scene.value();
                Await.until(() -> !scene.value().equals(token), HistoryScene.LIMIT); // the lease is over
                scene.awaitProgress(2);
                holder.resume();
                scene.awaitProgress(2);
            } while (++strikes < 20 && scene.lossesNoticed() == before);
            if (scene.locks() == 1) { // else it may have held another one
                assertThat(scene.lossesNoticed())
                        .as("losses that a stopped process has noticed")
                        .isGreaterThan(before);
            }
        }
    },
    STOP_WAITER {
        @Override
        void strike(HistoryScene scene) {
            WorkerProcess waiter = scene.stoppedGrantee();
            String token = scene.value();
            Await.until(() -> !scene.value().equals(token), HistoryScene.LIMIT); // the claim is over
            waiter.resume();
        }
    },
    RESTART_WITH_DATA {
        @Override
        void strike(HistoryScene scene) {
            scene.server().kill();
            scene.server().restart();
        }
    },
    RESTART_WITHOUT_DATA {
        @Override
        void strike(HistoryScene scene) {
            scene.losing(() -> {
                scene.server().kill();
                scene.server().restartEmpty();
            });
        }
    },
    CLIENT_KILL_OF_COMMAND_CONNECTIONS {
        @Override
        void strike(HistoryScene scene) {
            scene.killConnections(line -> !line.contains(HistoryScene.SUBSCRIBED));
        }
    },
    CLIENT_KILL_OF_PUSH_CONNECTIONS {
        @Override
        void strike(HistoryScene scene) {
            scene.killConnections(line -> line.contains(HistoryScene.SUBSCRIBED));
        }
    },
    SCRIPT_FLUSH {
        @Override
        void strike(HistoryScene scene) {
            scene.server().command("SCRIPT", "FLUSH");
        }
    },
    FLUSHALL {
        @Override
        void strike(HistoryScene scene) {
            scene.losing(() -> scene.server().command("FLUSHALL"));
        }
    },
    FLUSHALL_WITH_A_LIVE_HOLDER {
        @Override
        void strike(HistoryScene scene) {
            scene.losingUnderAHolder(() -> scene.server().command("FLUSHALL"));
        }
    },
    RESTART_FROM_AN_OLD_SNAPSHOT {
        @Override
        void strike(HistoryScene scene) {
            DataFolder data = DataFolder.copyOf(scene.server());
            scene.awaitProgress(5);
            scene.losingUnderAHolder(() -> {
                scene.server().kill();
                data.restore();
                scene.server().restart();
            });
        }
    },
    ONE_SILENT_CONNECTION(Way.THROUGH_THE_PROXY) {
        @Override
        void strike(HistoryScene scene) {
            Fault silent = scene.proxy().onNext("EVALSHA").holdReply();
            silent.await(HistoryScene.LIMIT);
            scene.awaitProgress(2);
            silent.release(); // what it says now is about the past
            scene.awaitProgress(2);
        }
    },
    PUSH_CONNECTIONS_REFUSED(Way.THROUGH_THE_PROXY) {
        @Override
        void strike(HistoryScene scene) {
            scene.proxy().refuse();
            scene.killConnections(line -> line.contains(HistoryScene.SUBSCRIBED));
            scene.awaitProgress(1);
            scene.proxy().accept();
        }
    },
    CLIENTS_ARE_CLOSED {
        @Override
        void strike(HistoryScene scene) {
            for (int i = 0; i < 2; i++) {
                for (WorkerProcess worker : scene.workers()) {
                    String closed = worker.clientNumber();
                    worker.reopen(scene.random().nextInt(20_000_000));
                    assertThat(scene.value()).doesNotContain(closed);
                }
                scene.awaitProgress(1);
            }
        }
    },
    REPLIES_DROPPED(Way.THROUGH_THE_PROXY) {
        @Override
        void strike(HistoryScene scene) {
            for (int i = 0; i < 5; i++) {
                Fault lost = scene.proxy().onNext("EVALSHA").dropReply();
                lost.await(HistoryScene.LIMIT);
                scene.awaitProgress(2);
            }
        }
    },
    REPLIES_DELAYED(Way.THROUGH_THE_PROXY) {
        @Override
        void strike(HistoryScene scene) {
            scene.proxy()
                    .delay(Direction.REPLIES, Duration.ofMillis(150)); // too slow to pass the lock on within a claim
            scene.awaitProgress(1);
            scene.proxy().delay(Direction.REPLIES, Duration.ZERO);
        }
    },
    REQUESTS_STALLED(Way.THROUGH_THE_PROXY) {
        @Override
        void strike(HistoryScene scene) {
            String token = scene.value();
            scene.proxy().stall(Direction.REQUESTS); // no process can renew
            Await.until(
                    () -> scene.server().command("GET", "dkredis:mutex:h0") == null, HistoryScene.LIMIT, () -> token);
            scene.proxy().resume(Direction.REQUESTS);
        }
    },
    FULL_SERVER {
        @Override
        void strike(HistoryScene scene) {
            long before = scene.refusals();
            scene.server().command("CONFIG", "SET", "maxmemory", "1");
            // a client in the queue is served on a full server too; only joining the queue is refused
            scene.server().command("DEL", "dkredis:mutex-queue:{dkredis:mutex:h0}");
            Await.until(() -> scene.refusals() > before + 20, HistoryScene.LIMIT);
            scene.server().command("CONFIG", "SET", "maxmemory", "0");
        }
    };

    /** How the processes are connected. */
    enum Way {
        DIRECTLY,
        THROUGH_THE_PROXY
    }

    private final Way way;

    Disaster() {
        this(Way.DIRECTLY);
    }

    Disaster(Way way) {
        this.way = way;
    }

    Way way() {
        return way;
    }

    void strike(HistoryScene scene) {}
}
