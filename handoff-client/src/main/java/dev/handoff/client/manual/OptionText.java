package dev.handoff.client.manual;

/**
 * An option.
 *
 * @param word without its dashes
 * @param argument what stands for its argument; empty if it takes none
 * @param description the part of a sentence, without a full stop
 * @param isRequired nothing can be done without it
 * @param isRepeatable it may be given several times
 */
public record OptionText(
        String word, String argument, String description, boolean isRequired, boolean isRepeatable, Value value) {
    public OptionText {
        if (word.isEmpty() || description.isEmpty()) {
            throw new IllegalArgumentException("--" + word + " has no description");
        }
    }

    /** Does an argument follow it? */
    public boolean takesArgument() {
        return !argument.isEmpty();
    }

    /** As it is written on the command line: {@code --control PATH}. */
    public String written() {
        return takesArgument() ? "--" + word + " " + argument : "--" + word;
    }
}
