package dev.handoff.supervisors;

import dev.handoff.demo.load.FailureKind;
import dev.handoff.demo.load.Load;
import dev.handoff.demo.load.Report;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** The demo's load, in whichever network this process was started in, told what to do by lines on its standard input. */
final class LoadMain {
    private LoadMain() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        InetSocketAddress server =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]));
        try (Load load =
                Load.on(server).fresh(Integer.parseInt(arguments[1])).kept(4, Integer.parseInt(arguments[2]))) {
            load.start();
            BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                if (line.equals("latest")) {
                    System.out.println(load.latest()
                            .map(served -> served.pid() + " " + served.release())
                            .orElse("0 nobody"));
                } else {
                    tell(load.stop());
                    return;
                }
            }
        }
    }

    private static void tell(Report report) {
        long refused = report.failures().stream()
                .filter(failure -> failure.kind() == FailureKind.REFUSED)
                .count();
        System.out.println(report.requests() + " " + report.failures().size() + " " + refused);
        System.out.println(report.toString().replace('\n', ';'));
    }
}
