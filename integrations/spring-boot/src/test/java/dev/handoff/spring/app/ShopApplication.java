package dev.handoff.spring.app;

import dev.handoff.Handoff;
import dev.handoff.demo.OtherServer;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** An application that uses the starter; it takes the demo's options. */
@SpringBootApplication
public class ShopApplication {
    /** Says that it accepts; ends when it is replaced or asked to. */
    public static void main(String[] arguments) {
        List<String> properties = new ArrayList<>(List.of(
                "--server.address=127.0.0.1",
                "--handoff.warm-up.paths=/,/actuator/health",
                "--management.endpoints.web.exposure.include=health,handoff,metrics",
                "--management.endpoint.health.probes.enabled=true"));
        for (int i = 0; i < arguments.length; i += 2) {
            String name = switch (arguments[i]) {
                case "--port" -> "server.port";
                case "--warm-up" -> "handoff.warm-up.count";
                case "--fail" -> "shop.fail";
                default -> "handoff." + arguments[i].substring(2);
            };
            properties.add("--" + name + "=" + arguments[i + 1]);
        }
        ConfigurableApplicationContext context =
                SpringApplication.run(ShopApplication.class, properties.toArray(String[]::new));
        OtherServer.announceReady(context.getBean(Handoff.class));
    }

    /** The last before READY: here it may still fail. */
    @Bean
    ApplicationRunner stocktaking(Handoff handoff, Environment environment) {
        return arguments -> {
            if (environment.containsProperty("shop.fail")) {
                throw new IllegalStateException("nothing in stock");
            }
            handoff.whileOwner(() -> System.out.println("duty begins"), () -> System.out.println("duty ends"));
            OtherServer.announceWarm(handoff);
        };
    }
}
