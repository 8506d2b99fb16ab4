package dev.handoff.demo.load;

/** Is told each answer of a load. */
public interface AnswerVisitor {
    /**
     * One answer.
     *
     * @param dueMicros when its request was due, in microseconds since the epoch
     * @param latencyMicros from then until the whole answer was there
     */
    void answered(Served by, long dueMicros, long latencyMicros);
}
