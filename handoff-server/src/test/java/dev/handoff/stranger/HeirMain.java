package dev.handoff.stranger;

import dev.handoff.Handoff;
import dev.handoff.HandoffBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** The first release that knows of Handoff: an HTTP server in a process of its own, told by {@code key=value} what to do. */
final class HeirMain {
    private static final int SERVERS = 4;
    private static final String END = "\r\n\r\n";

    private HeirMain() {}

    public static void main(String[] arguments) throws Exception {
        Map<String, String> options = new LinkedHashMap<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            options.put(argument.substring(0, equals), argument.substring(equals + 1));
        }
        System.exit(run(options));
    }

    private static int run(Map<String, String> options) throws Exception {
        HandoffBuilder terms = Handoff.at(Path.of(options.getOrDefault("control", "")))
                .listener("http", options.getOrDefault("listen", ""))
                .probation(Duration.ofMillis(Long.parseLong(options.getOrDefault("probation", "300"))))
                .drainDeadline(Duration.ofMillis(Long.parseLong(options.getOrDefault("drain", "10000"))));
        if (options.containsKey("pid")) {
            terms.takeFrom(Integer.parseInt(options.get("pid"))).shareTaken(options.containsKey("share"));
        }
        if (options.containsKey("end")) {
            terms.endTaken(Integer.parseInt(options.get("end")));
        }
        try (Handoff handoff = terms.open()) {
            serve(handoff.channel("http"));
            BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            say("OPEN " + handoff.generation());
            if (options.containsKey("cold")) {
                input.readLine();
            }
            handoff.ready();
            say("READY");
            say("GONE " + handoff.awaitRetired());
        } catch (IOException e) {
            say("FAILED " + e.getClass().getSimpleName() + ": " + e.getMessage());
            return 75;
        }
        return 0;
    }

    private static synchronized void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    private static void serve(ServerSocketChannel channel) {
        for (int i = 0; i < SERVERS; i++) {
            Thread server = new Thread(
                    () -> {
                        while (channel.isOpen()) {
                            answer(channel);
                        }
                    },
                    "service-" + i);
            server.setDaemon(true);
            server.start();
        }
    }

    private static void answer(ServerSocketChannel channel) {
        try (SocketChannel client = channel.accept()) {
            ByteBuffer request = ByteBuffer.allocate(4096);
            while (!StandardCharsets.US_ASCII
                    .decode(request.duplicate().flip())
                    .toString()
                    .contains(END)) {
                if (client.read(request) < 0) {
                    return;
                }
            }
            client.write(StandardCharsets.US_ASCII.encode(
                    "HTTP/1.1 200 OK\r\nServer: heir\r\nConnection: close\r\nContent-Length: 3\r\n\r\nyes"));
        } catch (IOException clientGone) {
            // The next one.
        }
    }
}
