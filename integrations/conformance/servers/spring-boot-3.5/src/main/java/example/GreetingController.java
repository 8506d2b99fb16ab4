package example;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
public class GreetingController {
    private final Greeting greeting;

    public GreetingController(@Value("${release}") String release) {
        greeting = new Greeting(ProcessHandle.current().pid(), release);
    }

    @GetMapping("/")
    public Greeting greet(@RequestParam(defaultValue = "0") long ms) throws InterruptedException {
        Thread.sleep(ms);
        return greeting;
    }
}
