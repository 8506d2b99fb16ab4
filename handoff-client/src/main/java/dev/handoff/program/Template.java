package dev.handoff.program;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A word with places for a listener's number: {@code {fd:NAME}} and {@code {port:NAME}}. Everything else stays as it is. */
public final class Template {
    private static final Pattern PLACE = Pattern.compile("\\{(fd|port):([^{}]*)\\}");

    private Template() {}

    /**
     * The word for a program that has these listeners.
     *
     * @throws IllegalArgumentException if it names another, or the port of one that has none
     */
    public static String expand(String word, List<Slot> slots) {
        return filled(word, place -> Integer.toString(number(place, slots)));
    }

    /** All of the words. */
    public static List<String> expandAll(Collection<String> words, List<Slot> slots) {
        return words.stream().map(word -> expand(word, slots)).toList();
    }

    /**
     * Checks that a word can be expanded, before there is a listener.
     *
     * @param names of all listeners
     * @param withPort those that have a port
     */
    public static void check(String word, Collection<String> names, Collection<String> withPort) {
        filled(word, place -> {
            String name = place.group(2);
            require(names.contains(name), place, "there is no listener of that name, only " + names);
            require(isDescriptor(place) || withPort.contains(name), place, "that listener has no port");
            return "";
        });
    }

    private static String filled(String word, Function<MatchResult, String> filling) {
        return PLACE.matcher(word).replaceAll(place -> Matcher.quoteReplacement(filling.apply(place)));
    }

    private static int number(MatchResult place, List<Slot> slots) {
        for (Slot slot : slots) {
            if (slot.name().equals(place.group(2))) {
                require(isDescriptor(place) || slot.port().isPresent(), place, "that listener has no port");
                return isDescriptor(place) ? slot.descriptor() : slot.port().getAsInt();
            }
        }
        throw new IllegalArgumentException(place.group() + ": there is no listener of that name");
    }

    private static boolean isDescriptor(MatchResult place) {
        return place.group(1).equals("fd");
    }

    private static void require(boolean holds, MatchResult place, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(place.group() + ": " + otherwise);
        }
    }
}
