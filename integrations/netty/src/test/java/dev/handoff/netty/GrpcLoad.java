package dev.handoff.netty;

import io.grpc.CallOptions;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** A hundred calls a second on eight channels, whatever becomes of them; one in twenty is slow. Without retries. */
final class GrpcLoad implements AutoCloseable {
    private static final int CHANNELS = 8;
    private static final long BEAT_MILLIS = 10;
    private static final int SLOW_ONE_IN = 20;
    private static final long PATIENCE_SECONDS = 15;

    private final List<ManagedChannel> channels;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final Phaser outstanding = new Phaser(1);
    private final Queue<String> answers = new ConcurrentLinkedQueue<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private int sent; // the clock's thread only

    private GrpcLoad(String target) {
        channels = IntStream.range(0, CHANNELS)
                .mapToObj(each -> Grpc.newChannelBuilder(target, InsecureChannelCredentials.create())
                        .disableRetry()
                        .build())
                .toList();
    }

    static GrpcLoad start(String target) {
        GrpcLoad load = new GrpcLoad(target);
        ScheduledFuture<?> unused = load.clock.scheduleAtFixedRate(load::send, 0, BEAT_MILLIS, TimeUnit.MILLISECONDS);
        return load;
    }

    private void send() {
        int turn = sent++;
        outstanding.register();
        ClientCalls.asyncUnaryCall(
                channels.get(turn % CHANNELS)
                        .newCall(
                                Greeter.GREET,
                                CallOptions.DEFAULT.withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)),
                turn % SLOW_ONE_IN == SLOW_ONE_IN - 1 ? "ms=300" : "",
                new Outcome());
    }

    /** Sends no more, and waits for what is on its way. */
    void stop() throws Exception {
        clock.shutdown();
        clock.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
        outstanding.awaitAdvanceInterruptibly(outstanding.arrive(), 2 * PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    List<String> answers() {
        return new ArrayList<>(answers);
    }

    List<String> failures() {
        return new ArrayList<>(failures);
    }

    @Override
    public void close() {
        clock.shutdownNow();
        channels.forEach(ManagedChannel::shutdownNow);
    }

    private final class Outcome implements StreamObserver<String> {
        @Override
        public void onNext(String value) {
            answers.add(value);
        }

        @Override
        public void onError(Throwable failure) {
            failures.add(failure.toString());
            outstanding.arriveAndDeregister();
        }

        @Override
        public void onCompleted() {
            outstanding.arriveAndDeregister();
        }
    }
}
