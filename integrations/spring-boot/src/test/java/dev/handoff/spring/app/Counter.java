package dev.handoff.spring.app;

import dev.handoff.Handoff;
import dev.handoff.demo.OtherServer;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.context.ApplicationContext;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What the shop answers. */
@RestController
class Counter {
    private final Handoff handoff;
    private final ApplicationContext context;

    Counter(Handoff handoff, ApplicationContext context) {
        this.handoff = handoff;
        this.context = context;
    }

    @GetMapping(path = "/", produces = "text/plain")
    String greet(@RequestParam(defaultValue = "0") long ms) throws InterruptedException {
        return OtherServer.answer(handoff, "ms=" + ms);
    }

    /** The application finds out that it is no good. */
    @PostMapping("/break")
    void fail() {
        AvailabilityChangeEvent.publish(context, LivenessState.BROKEN);
    }
}
