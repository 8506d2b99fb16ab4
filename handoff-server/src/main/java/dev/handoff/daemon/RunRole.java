package dev.handoff.daemon;

import java.util.List;

/**
 * What a resident process is to those around it.
 *
 * @param forwarded signals that it passes on to the program
 * @param isInit it stays until no process is left
 * @param isQuiet it says only what goes wrong
 */
record RunRole(List<Integer> forwarded, boolean isInit, boolean isQuiet) {
    RunRole {
        forwarded = List.copyOf(forwarded);
    }
}
