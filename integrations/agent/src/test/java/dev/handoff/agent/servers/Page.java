package dev.handoff.agent.servers;

/** What every server answers. */
final class Page {
    private Page() {}

    /** Waits as long as the target of the request says, and tells who we are. */
    static String answer(String target) throws InterruptedException {
        if (Boolean.getBoolean("tell")) {
            System.out.println("asked " + target);
        }
        int wait = target.indexOf("ms=");
        if (wait >= 0) {
            Thread.sleep(Long.parseLong(target.substring(wait + 3)));
        }
        return "pid=" + ProcessHandle.current().pid() + " generation=0 release=" + System.getProperty("release", "-")
                + "\n";
    }
}
