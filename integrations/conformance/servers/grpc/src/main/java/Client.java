import io.grpc.CallOptions;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * 150 calls a second on eight channels, whatever becomes of them; one in fifty is slow. A line of output for each that is done:
 * the channel, whether it was quick, the microseconds since it was due, and the answer or the failure. Ends when its input does.
 */
public class Client {
    private static final long BEAT_NANOS = 1_000_000_000L / 150;

    private final List<ManagedChannel> channels = new ArrayList<>();
    private final Phaser outstanding = new Phaser(1);
    private long count;
    private long due;

    public static void main(String[] args) throws Exception {
        Client client = new Client();
        for (int i = 0; i < 8; i++) {
            client.channels.add(Grpc.newChannelBuilder(args[0], InsecureChannelCredentials.create())
                    .build());
        }
        for (ManagedChannel channel : client.channels) {
            ClientCalls.blockingUnaryCall(channel, Greeter.GREET, CallOptions.DEFAULT, "0");
        }
        client.due = System.nanoTime();
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        clock.scheduleAtFixedRate(client::sendDue, 0, 2, TimeUnit.MILLISECONDS);
        while (System.in.read() >= 0) {
            // until its end
        }
        clock.shutdown();
        clock.awaitTermination(5, TimeUnit.SECONDS);
        client.outstanding.awaitAdvanceInterruptibly(client.outstanding.arrive(), 20, TimeUnit.SECONDS);
        System.exit(0);
    }

    private void sendDue() {
        for (; due - System.nanoTime() <= 0; due += BEAT_NANOS) {
            send(due, count++);
        }
    }

    private void send(long moment, long turn) {
        boolean quick = turn % 50 != 49;
        int channel = (int) (turn % channels.size());
        outstanding.register();
        ClientCalls.asyncUnaryCall(
                channels.get(channel)
                        .newCall(Greeter.GREET, CallOptions.DEFAULT.withDeadlineAfter(15, TimeUnit.SECONDS)),
                quick ? "0" : "300",
                new StreamObserver<String>() {
                    private String answer = "";

                    @Override
                    public void onNext(String value) {
                        answer = value;
                    }

                    @Override
                    public void onError(Throwable failure) {
                        done("failed " + failure);
                    }

                    @Override
                    public void onCompleted() {
                        done("ok " + answer);
                    }

                    private void done(String what) {
                        long micros = (System.nanoTime() - moment) / 1000;
                        System.out.println(channel + " " + quick + " " + micros + " " + what.replace('\n', ' '));
                        outstanding.arriveAndDeregister();
                    }
                });
    }
}
