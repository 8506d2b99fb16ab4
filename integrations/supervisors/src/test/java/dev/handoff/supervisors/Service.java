package dev.handoff.supervisors;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What is in packaging/systemd, as it is, in a guest, with the demo for the service. */
final class Service {
    /** Tests run in the module's folder. */
    private static final Path PACKAGED = Path.of("../../packaging/systemd");

    private static final Path DEMO = Path.of("../../demo-http/target/demo-http.jar");
    private static final String OPTIONS =
            "[Service]\nEnvironment=\"JAVA_HOME=%s\" \"APP_OPTIONS=%s\" \"JAVA_TOOL_OPTIONS=%s\"\n";
    private static final String SMALL = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx96m";

    private final Guest guest;

    private Service(Guest guest) {
        this.guest = guest;
    }

    /** Installs units, and releases v1 to v7; the service gets these options besides. */
    static Service install(Guest guest, String options, String... units) throws IOException, InterruptedException {
        Service service = new Service(guest);
        guest.install(PACKAGED.resolve("app.sysusers"), "/usr/lib/sysusers.d/app.conf", "rw-r--r--");
        for (String script : List.of("app", "upgrade", "start-in-unit")) {
            guest.install(PACKAGED.resolve(script), "/opt/app/bin/" + script, "rwxr-xr-x");
        }
        for (String unit : units) {
            guest.install(PACKAGED.resolve(unit), "/etc/systemd/system/" + unit, "rw-r--r--");
            if (unit.endsWith(".service")) {
                service.set(unit, "options", OPTIONS.formatted(System.getProperty("java.home"), options, SMALL));
            }
        }
        guest.install(DEMO, "/opt/app/app.jar", "rw-r--r--");
        for (int number = 1; number <= 7; number++) {
            Path jar = guest.file("/opt/app/v" + number + "/app.jar");
            Files.createDirectories(jar.getParent());
            Files.createSymbolicLink(jar, Path.of("../app.jar"));
        }
        guest.run("systemd-sysusers", "/usr/lib/sysusers.d/app.conf").orThrow();
        service.choose("v1");
        guest.run("systemctl", "daemon-reload").orThrow();
        return service;
    }

    /** Adds to a unit, as an administrator would. */
    void set(String unit, String name, String text) throws IOException {
        guest.write("/etc/systemd/system/" + unit + ".d/" + name + ".conf", text);
    }

    /** What /opt/app/current leads to from now on. */
    void choose(String release) throws IOException {
        Path current = guest.file("/opt/app/current");
        Files.deleteIfExists(current);
        Files.createSymbolicLink(current, Path.of(release));
    }
}
