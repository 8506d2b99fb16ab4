package dev.handoff.gate;

import dev.handoff.fd.EpollRegistration;
import dev.handoff.fd.OwnedFd;
import dev.handoff.fd.Seat;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The kernel's calls, of which one fails when told to, once, on the thread that said so. */
final class FaultyCalls implements SeatCalls {
    enum Call {
        REMOVE,
        REFER,
        ADD
    }

    private volatile @Nullable Call failing;
    private volatile @Nullable Thread teller;

    void failOnce(Call call) {
        teller = Thread.currentThread();
        failing = call;
    }

    @Override
    public void refer(Seat seat, OwnedFd door) throws IOException {
        fail(Call.REFER);
        SeatCalls.super.refer(seat, door);
    }

    @Override
    public boolean remove(EpollRegistration registration) throws IOException {
        fail(Call.REMOVE);
        return SeatCalls.super.remove(registration);
    }

    @Override
    public void add(EpollRegistration registration) throws IOException {
        fail(Call.ADD);
        SeatCalls.super.add(registration);
    }

    private void fail(Call call) throws IOException {
        if (failing == call && Thread.currentThread().equals(teller)) {
            failing = null;
            throw new IOException(call + " failed as told");
        }
    }
}
