package dev.handoff.client.cli;

import dev.handoff.client.HandoffClient;
import dev.handoff.client.Lease;
import dev.handoff.client.RequestTerms;
import dev.handoff.fd.Environment;
import dev.handoff.fd.Invocation;
import dev.handoff.program.Rehearsal;
import dev.handoff.program.SideDoors;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Asks which listeners there are, gives them back, and tries a program with private ones in their place. The listeners are back
 * before it is started: a rehearsal is in no release's way.
 */
final class CheckAction implements Action {
    private static final Duration READY_WITHIN = Duration.ofSeconds(10);

    private final Rehearsal.Terms terms;

    CheckAction(Rehearsal.Terms terms) {
        this.terms = terms;
    }

    @Override
    public String run(Arguments arguments, Steps steps) throws IOException, UsageException {
        // Before anybody is asked.
        Environment environment = Environment.ofThisProcess();
        String path = terms.environment().get("PATH");
        Invocation.of(terms.command(), path == null ? environment : environment.with("PATH", path));
        try (SideDoors doors = sideDoors(arguments, steps)) {
            steps.enter(Steps.Step.REHEARSING);
            Rehearsal rehearsal = new Rehearsal(terms, doors.listeners());
            Rehearsal.Outcome outcome = rehearsal.run(Path.of(System.getProperty("java.io.tmpdir")));
            return arguments.wantsJson() ? json(outcome) : text(outcome);
        } catch (IllegalArgumentException e) {
            // Only now is it known which listeners there are.
            throw new UsageException(Printable.of(String.valueOf(e.getMessage())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted; the program was ended");
        }
    }

    private static SideDoors sideDoors(Arguments arguments, Steps steps) throws IOException, UsageException {
        try (HandoffClient client = Peer.connect(arguments, steps)) {
            steps.enter(Steps.Step.REQUESTING);
            RequestTerms request =
                    new RequestTerms(arguments.listeners(), arguments.patience(), READY_WITHIN, true, true);
            try (Lease lease = client.request(request)) {
                SideDoors doors = SideDoors.beside(lease.listeners());
                lease.abort("handoff-client check only looks which listeners there are");
                return doors;
            }
        }
    }

    static String json(Rehearsal.Outcome outcome) {
        Json json = new Json().object();
        json.name("readyMillis").value(outcome.ready().toMillis());
        json.name("requests").array();
        for (Rehearsal.Asked asked : outcome.asked()) {
            json.object().name("path").value(asked.path());
            json.name("status").value(asked.status());
            json.name("millis").value(asked.time().toMillis()).endObject();
        }
        json.endArray().name("stoppedMillis").value(outcome.stopped().toMillis());
        return json.name("exitStatus").value(outcome.end().status()).endObject() + "\n";
    }

    private static String text(Rehearsal.Outcome outcome) {
        StringBuilder text = new StringBuilder("ready after " + outcome.ready().toMillis() + " ms\n");
        for (Rehearsal.Asked asked : outcome.asked()) {
            text.append(Printable.of(asked.path()))
                    .append(": status ")
                    .append(asked.status())
                    .append(" after ")
                    .append(asked.time().toMillis())
                    .append(" ms\n");
        }
        return text.append(outcome.end()) + ", " + outcome.stopped().toMillis() + " ms after it was told to\n";
    }
}
