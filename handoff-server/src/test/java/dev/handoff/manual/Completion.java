package dev.handoff.manual;

import dev.handoff.client.manual.Manual;
import dev.handoff.client.manual.OptionText;
import dev.handoff.client.manual.Value;
import dev.handoff.client.manual.Verb;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The completion of a program in bash. What an option's name means is the same in all of its commands. */
final class Completion {
    static final String MADE =
            "# Made from the commands and their options by ManualTest, which says how. Not to be edited.\n";

    private Completion() {}

    static String ofBash(Manual manual) {
        String function = "_" + manual.program().replace('-', '_');
        StringBuilder script = new StringBuilder("# shellcheck shell=bash\n" + MADE + "\n");
        script.append(function).append("() {\n");
        script.append("  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} options='' i\n");
        script.append("  COMPREPLY=()\n");
        script.append("  # --option=value is three words to readline.\n");
        script.append("  if [[ $cur == = ]]; then\n    cur=\n");
        script.append("  elif [[ $prev == = ]]; then\n    prev=${COMP_WORDS[COMP_CWORD - 2]}\n  fi\n");
        script.append("  if ((COMP_CWORD == 1)); then\n    mapfile -t COMPREPLY < <(compgen -W '")
                .append(manual.verbs().stream().map(Verb::word).collect(Collectors.joining(" ")))
                .append(" --help --version' -- \"$cur\")\n    return\n  fi\n");
        script.append("  for ((i = 2; i < COMP_CWORD; i++)); do\n");
        script.append("    if [[ ${COMP_WORDS[i]} == -- ]]; then\n");
        script.append("      # What follows is another program, and its files.\n");
        script.append(
                "      if ((i == COMP_CWORD - 1)); then\n        mapfile -t COMPREPLY < <(compgen -c -- \"$cur\" | sort -u)\n      fi\n");
        script.append("      compopt -o default 2>/dev/null\n      return\n    fi\n  done\n");
        script.append("  case ${COMP_WORDS[1]} in\n");
        for (Verb verb : manual.verbs()) {
            script.append("    ").append(verb.word()).append(") options='");
            script.append(
                    verb.options().stream().map(option -> "--" + option.word()).collect(Collectors.joining(" ")));
            script.append(verb.takesProgram() ? " --' ;;\n" : "' ;;\n");
        }
        script.append("    *) return ;;\n  esac\n");
        script.append("  case $prev in\n");
        Map<String, List<String>> words = new LinkedHashMap<>();
        values(manual)
                .forEach((word, value) -> words.computeIfAbsent(inBash(value), same -> new ArrayList<>())
                        .add("--" + word));
        words.forEach((action, options) -> script.append("    ")
                .append(String.join(" | ", options))
                .append(")\n")
                .append(action)
                .append("      return\n      ;;\n"));
        script.append("  esac\n  mapfile -t COMPREPLY < <(compgen -W \"$options\" -- \"$cur\")\n}\n");
        return script + "complete -F " + function + " " + manual.program() + "\n";
    }

    private static String inBash(Value value) {
        return switch (value.kind()) {
            case UNKNOWN -> "";
            // readline adds the slash of a folder, quotes what has to be, and knows what a tilde is.
            case FILE ->
                line("compopt -o filenames -o default 2>/dev/null")
                        + line("mapfile -t COMPREPLY < <(compgen -f -- \"$cur\")");
            case PROCESS -> reply("-W \"$(ps -eo pid= 2>/dev/null)\"");
            case GROUP -> reply("-g");
            case WORDS -> reply("-W '" + String.join(" ", value.words()) + "'");
        };
    }

    private static String reply(String words) {
        return line("mapfile -t COMPREPLY < <(compgen " + words + " -- \"$cur\")");
    }

    private static String line(String command) {
        return "      " + command + "\n";
    }

    private static Map<String, Value> values(Manual manual) {
        Map<String, Value> values = new LinkedHashMap<>();
        for (Verb verb : manual.verbs()) {
            for (OptionText option : verb.options()) {
                Value before = option.takesArgument() ? values.put(option.word(), option.value()) : null;
                if (before != null && !before.equals(option.value())) {
                    throw new IllegalStateException(
                            "--" + option.word() + " takes " + before + " and " + option.value());
                }
            }
        }
        return values;
    }

    static String ofZsh(Manual manual) {
        StringBuilder script = new StringBuilder("#compdef " + manual.program() + "\n" + MADE + "\n");
        script.append("_").append(manual.program()).append("() {\n  local -a verbs\n  verbs=(\n");
        for (Verb verb : manual.verbs()) {
            script.append("    '")
                    .append(verb.word())
                    .append(':')
                    .append(inZsh(verb.summary()))
                    .append("'\n");
        }
        script.append("  )\n  if ((CURRENT == 2)); then\n");
        script.append("    _describe -t commands command verbs\n");
        script.append("    compadd -- --help --version\n    return\n  fi\n");
        script.append("  # What follows -- is another program, and its words.\n");
        script.append("  local -i dashes=$words[(i)--]\n  if ((CURRENT > dashes)); then\n");
        script.append("    shift $dashes words\n    ((CURRENT -= dashes))\n");
        script.append(
                "    if ((CURRENT == 1)); then\n      _command_names -e\n    else\n      _normal\n    fi\n    return\n  fi\n");
        script.append("  local verb=$words[2]\n  shift words\n  ((CURRENT--))\n  case $verb in\n");
        for (Verb verb : manual.verbs()) {
            script.append("    ").append(verb.word()).append(")\n      _arguments -S");
            verb.options().forEach(option -> script.append(" \\\n        ").append(inZsh(option)));
            script.append("\n      ;;\n");
        }
        script.append("  esac\n}\n\n");
        return script + "_" + manual.program() + " \"$@\"\n";
    }

    private static String inZsh(OptionText option) {
        String spec = (option.isRepeatable() ? "*" : "") + "--" + option.word() + (option.takesArgument() ? "=" : "")
                + "[" + inZsh(brief(option.description())).replace("[", "\\[").replace("]", "\\]") + "]";
        if (!option.takesArgument()) {
            return "'" + spec + "'";
        }
        String action = switch (option.value().kind()) {
            case UNKNOWN -> " ";
            case FILE -> "_files";
            case PROCESS -> "_pids";
            case GROUP -> "_groups";
            case WORDS -> "(" + String.join(" ", option.value().words()) + ")";
        };
        return "'" + spec + ":" + inZsh(option.argument()).replace(":", "\\:") + ":" + action + "'";
    }

    private static String inZsh(String text) {
        return text.replace("'", "'\\''");
    }

    static String ofFish(Manual manual) {
        String complete = "complete -c " + manual.program();
        StringBuilder script = new StringBuilder("# fish completion for " + manual.program() + "\n" + MADE + "\n");
        script.append(complete).append(" -f\n");
        script.append(complete).append(" -n __fish_use_subcommand -l help -d 'print help and end'\n");
        script.append(complete).append(" -n __fish_use_subcommand -l version -d 'print the version and end'\n");
        for (Verb verb : manual.verbs()) {
            script.append(complete).append(" -n __fish_use_subcommand -a ").append(verb.word());
            script.append(" -d ").append(inFish(verb.summary())).append('\n');
        }
        for (Verb verb : manual.verbs()) {
            String here = complete + " -n '__fish_seen_subcommand_from " + verb.word() + "'";
            for (OptionText option : verb.options()) {
                script.append(here).append(" -l ").append(option.word()).append(inFish(option));
                script.append(" -d ")
                        .append(inFish(brief(option.description())))
                        .append('\n');
            }
        }
        return script.toString();
    }

    private static String inFish(OptionText option) {
        if (!option.takesArgument()) {
            return "";
        }
        return switch (option.value().kind()) {
            case UNKNOWN -> " -x";
            case FILE -> " -r -F";
            case PROCESS -> " -x -a '(__fish_complete_pids)'";
            case GROUP -> " -x -a '(__fish_complete_groups)'";
            case WORDS -> " -x -a '" + String.join(" ", option.value().words()) + "'";
        };
    }

    private static String inFish(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    /** The first part of a description: a menu has a line for each. */
    static String brief(String description) {
        for (String end : List.of("; ", ". ", ": ", " (")) {
            int at = description.indexOf(end);
            if (at > 0) {
                return brief(description.substring(0, at));
            }
        }
        return description;
    }
}
