package dev.handoff.client.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.TextFormat;
import dev.handoff.wire.v1.Status;
import java.io.File;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PrometheusTest {
    private static String text() throws Exception {
        return Prometheus.of(TextFormat.parse("""
                generation: 2 release: 'a "quoted" \\\\ one\\n\\033[2J' phase: 'OWNER' since_millis: 1793534400123
                listeners { name: 'http' } in_flight: 3 connections: 17 duties_owned: true
                draining { generation: 1 release: 'v1' in_flight: 1 connections: 2 }
                last_handoff { from: 1 to: 2 outcome: 'confirmed' started_millis: 1793534300000
                  phases { phase: 'STAGED' micros: 2500000 } }
                """, Status.class));
    }

    @Test
    void saysWhatAStatusSays() throws Exception {
        assertThat(text())
                .contains("handoff_generation 2\n")
                .contains("handoff_info{release=\"a \\\"quoted\\\" \\\\ one \\\\u001b[2J\"} 1\n")
                .contains("handoff_phase{phase=\"OWNER\"} 1\n")
                .contains("handoff_phase{phase=\"STAGED\"} 0\n")
                .contains("handoff_connections_open 17\n")
                .contains("handoff_draining_connections_open{generation=\"1\",release=\"v1\"} 2\n")
                .contains("handoff_last_phase_duration_seconds{phase=\"STAGED\"} 2.5\n")
                .endsWith("\n");
    }

    @Test
    void promtoolHasNothingAgainstIt() throws Exception {
        boolean isThere = Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(folder -> new File(folder, "promtool").canExecute());
        assumeTrue(isThere, "promtool is not on the PATH: Debian's package prometheus has it");
        Process promtool = new ProcessBuilder("promtool", "check", "metrics")
                .redirectErrorStream(true)
                .start();
        try (OutputStream in = promtool.getOutputStream()) {
            in.write(text().getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(promtool.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(said).isEmpty();
        assertThat(promtool.exitValue()).isZero();
    }
}
