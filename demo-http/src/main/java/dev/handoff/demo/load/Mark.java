package dev.handoff.demo.load;

/** A moment in a load, told by what had become of its requests until then. */
public record Mark(int answers, int failures) {
    /** Before the first request. */
    public static final Mark START = new Mark(0, 0);
}
