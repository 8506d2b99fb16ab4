package dev.handoff.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.TextFormat;
import dev.handoff.testing.NoLeakedDescriptors;
import dev.handoff.wire.v1.Status;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NoLeakedDescriptors.class)
class StatusIT {
    private static final String REPORT = """
            generation: 41 release: "2026.11.1" pid: 4242 phase: "YIELDED" since_millis: 1793534400000
            listeners { name: "http" family: INET type: STREAM protocol: 6 address { ip: "\\177\\000\\000\\001" port: 80 } }
            listeners { name: "admin" family: UNIX type: STREAM address { path: "/run/\\"a" } }
            listeners { name: "dns" family: INET6 type: DATAGRAM protocol: 17
              address { ip: "\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000" port: 53 } }
            in_flight: 3 connections: 17
            draining { generation: 40 release: "r40" in_flight: 1 connections: 2 deadline_millis: 1793534460000 pid: 4141 }
            draining { generation: 39 release: "r39" pid: 4040 }
            last_handoff { from: 40 to: 41 from_release: "r40" to_release: "2026.11.1" outcome: "confirmed"
              started_millis: 1793534300000
              phases { phase: "GREETED" micros: 312 } phases { phase: "GRANTED" micros: 2500000 } }
            successor { release: "2026.11.2" pid: 4343 phase: "COMMITTED" detail: "900 of 2000" since_millis: 1793534390000 }
            duties_owned: true
            foreign_listeners: "http"
            """;

    private static CommandProcess status(Path folder, String report, String... more) throws Exception {
        Path control = folder.resolve("control");
        Status status = TextFormat.parse(report, Status.class);
        try (Predecessor predecessor = new Predecessor(control).reporting(status)) {
            assertThat(predecessor.listeners()).isEmpty();
            String[] arguments = new String[3 + more.length];
            System.arraycopy(new String[] {"status", "--control", control.toString()}, 0, arguments, 0, 3);
            System.arraycopy(more, 0, arguments, 3, more.length);
            CommandProcess command = CommandProcess.run(folder, arguments);
            assertThat(command.err()).isEmpty();
            assertThat(command.status()).isZero();
            return command;
        }
    }

    @Test
    void printsOneObjectAndNothingElse(@TempDir Path folder) throws Exception {
        assertThat(status(folder, REPORT, "--json").out())
                .isEqualTo("{\"generation\":41,\"release\":\"2026.11.1\",\"pid\":4242,\"phase\":\"YIELDED\","
                        + "\"since\":\"2026-11-01T12:00:00.000Z\",\"listeners\":["
                        + "{\"name\":\"http\",\"type\":\"tcp\",\"address\":\"127.0.0.1:80\"},"
                        + "{\"name\":\"admin\",\"type\":\"unix\",\"address\":\"unix:/run/\\\"a\"},"
                        + "{\"name\":\"dns\",\"type\":\"udp\",\"address\":\"[::]:53\"}],"
                        + "\"inFlight\":3,\"connections\":17,\"draining\":["
                        + "{\"generation\":40,\"release\":\"r40\",\"pid\":4141,\"inFlight\":1,\"connections\":2,"
                        + "\"deadline\":\"2026-11-01T12:01:00.000Z\","
                        + "\"startedAt\":null,\"beganAt\":null,\"inFlightFirst\":0,\"connectionsFirst\":0},"
                        + "{\"generation\":39,\"release\":\"r39\",\"pid\":4040,\"inFlight\":0,\"connections\":0,"
                        + "\"deadline\":null,\"startedAt\":null,\"beganAt\":null,\"inFlightFirst\":0,\"connectionsFirst\":0}],"
                        + "\"lastHandoff\":{\"from\":40,\"to\":41,\"fromRelease\":\"r40\",\"toRelease\":\"2026.11.1\","
                        + "\"outcome\":\"confirmed\",\"reason\":\"\",\"startedAt\":\"2026-11-01T11:58:20.000Z\","
                        + "\"phases\":[{\"phase\":\"GREETED\",\"micros\":312},{\"phase\":\"GRANTED\",\"micros\":2500000}],"
                        + "\"fromPid\":0,\"toPid\":0,\"refusal\":null,\"times\":1,\"drain\":null,\"progress\":[]},"
                        + "\"successor\":{\"release\":\"2026.11.2\",\"pid\":4343,\"phase\":\"COMMITTED\","
                        + "\"detail\":\"900 of 2000\",\"since\":\"2026-11-01T11:59:50.000Z\","
                        + "\"generation\":0,\"phases\":[],\"deadline\":null,\"probationMillis\":0,\"progress\":[]},"
                        + "\"dutiesOwned\":true,\"foreignListeners\":[\"http\"],\"startedAt\":null,\"store\":false,"
                        + "\"progress\":[],\"drain\":null,\"lastRefusal\":null}\n");
    }

    @Test
    void saysNullWhereThereIsNothing(@TempDir Path folder) throws Exception {
        assertThat(status(folder, "generation: 1 phase: \"OWNER\"", "--json").out())
                .contains("\"draining\":[],\"lastHandoff\":null,\"successor\":null,\"dutiesOwned\":false");
    }

    @Test
    void printsForPeople(@TempDir Path folder) throws Exception {
        String text = status(folder, REPORT).out();
        assertThat(text)
                .contains("generation    41\n")
                .contains("phase         YIELDED, since 2026-11-01T12:00:00.000Z\n")
                .contains("in flight     3, on 17 connections\n")
                .contains("warning       listener http is of another network namespace")
                .contains("successor     release 2026.11.2, pid 4343, COMMITTED since")
                .contains("last handoff  40 r40 -> 41 2026.11.1: confirmed, started")
                .contains("GRANTED 2500 ms")
                .contains("admin  unix  unix:/run/\"a\n")
                .contains("39        r39      4040  0          0            none\n");
    }
}
