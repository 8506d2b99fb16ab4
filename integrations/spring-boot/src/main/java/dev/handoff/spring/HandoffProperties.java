package dev.handoff.spring;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code handoff.*}.
 *
 * @param control where the owner answers: a path in a folder that only this user can write to. Without it nothing is handed over
 * @param release what this release is called; one that was replaced can't take the listener back by mistake
 * @param allowRollback ask even so
 * @param probation how long a new process that dies or hangs can be undone
 * @param drainDeadline how long a replaced process may finish what it accepted
 * @param requestWait for our turn behind another handoff
 * @param readyWithin from the start of the web server to READY at the longest
 * @param heartbeat a sign of life
 * @param silence after which a successor counts as hung; longer than the longest pause of the garbage collector
 * @param warmUp requests to itself before READY
 * @param metrics meters of the handoff
 */
@ConfigurationProperties("handoff")
public record HandoffProperties(
        @Nullable String control,
        @DefaultValue("") String release,
        @DefaultValue("false") boolean allowRollback,
        @DefaultValue("10s") Duration probation,
        @DefaultValue("30s") Duration drainDeadline,
        @DefaultValue("60s") Duration requestWait,
        @DefaultValue("5m") Duration readyWithin,
        @DefaultValue("500ms") Duration heartbeat,
        @DefaultValue("5s") Duration silence,
        @DefaultValue WarmUp warmUp,
        @DefaultValue Metrics metrics) {

    /**
     * Requests through the side door, before READY; by HTTP, so not where {@code server.ssl} is set.
     *
     * @param paths asked in turn; none for no warm-up
     * @param count how many requests
     * @param concurrency how many at a time
     * @param limit for all of them; READY comes then, however many are left
     */
    public record WarmUp(
            @DefaultValue List<String> paths,
            @DefaultValue("500") int count,
            @DefaultValue("4") int concurrency,
            @DefaultValue("30s") Duration limit) {}

    /**
     * Meters, where the application has Micrometer.
     *
     * @param enabled bind them to the application's registry
     */
    public record Metrics(@DefaultValue("true") boolean enabled) {}
}
