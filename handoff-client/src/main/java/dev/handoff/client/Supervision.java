package dev.handoff.client;

import java.util.Map;

/** Whether a service manager follows this very process. */
public final class Supervision {
    private Supervision() {}

    /**
     * True in the process that systemd started as the main one of a unit that reports (Type=notify), whatever it has become by
     * exec(2) since. False in its children, in what an ExecReload= has started, and before systemd 248.
     */
    public static boolean isOfThisProcess() {
        return isOf(System.getenv(), ProcessHandle.current().pid());
    }

    static boolean isOf(Map<String, String> environment, long pid) {
        return environment.containsKey("NOTIFY_SOCKET")
                && Long.toString(pid).equals(environment.get("SYSTEMD_EXEC_PID"));
    }
}
