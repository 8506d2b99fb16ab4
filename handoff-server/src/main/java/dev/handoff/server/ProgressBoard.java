package dev.handoff.server;

import dev.handoff.wire.v1.Progress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a process is at, by name, the newest last; one too many makes the oldest go, one that has ended first. */
final class ProgressBoard {
    private static final int MOST = 8;

    private final Map<String, Progress> all = new LinkedHashMap<>();

    void put(Progress now) {
        all.put(now.getName(), now);
        if (all.size() > MOST) {
            String oldest = all.values().stream()
                    .filter(each -> each.getEndedMillis() > 0)
                    .findFirst()
                    .or(() -> all.values().stream().findFirst())
                    .map(Progress::getName)
                    .orElseThrow();
            all.remove(oldest);
        }
    }

    List<Progress> all() {
        return new ArrayList<>(all.values());
    }
}
