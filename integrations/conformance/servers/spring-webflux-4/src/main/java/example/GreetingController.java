package example;

import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@RestController
public class GreetingController {
    private final Greeting greeting;

    public GreetingController(@Value("${release}") String release) {
        greeting = new Greeting(ProcessHandle.current().pid(), release);
    }

    @GetMapping("/")
    public Mono<Greeting> greet(@RequestParam(defaultValue = "0") long ms) {
        Mono<Greeting> answer = Mono.just(greeting);
        return ms == 0 ? answer : answer.delayElement(Duration.ofMillis(ms));
    }
}
