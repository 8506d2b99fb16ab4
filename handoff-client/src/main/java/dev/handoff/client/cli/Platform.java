package dev.handoff.client.cli;

/** Where it runs. */
final class Platform {
    private Platform() {}

    /**
     * Checks that this is Linux.
     *
     * @throws EnvironmentException saying what it is
     */
    static void requireLinux() throws EnvironmentException {
        String system = System.getProperty("os.name", "an unknown system");
        if (!system.equals("Linux")) {
            throw new EnvironmentException("descriptors are passed on Linux only, and this is " + system);
        }
    }
}
