package dev.handoff.daemon;

import java.util.List;

/**
 * What a resident process is to those around it.
 *
 * @param forwarded signals that it passes on to the program
 * @param isInit it stays until no process is left
 */
record RunRole(List<Integer> forwarded, boolean isInit) {
    RunRole {
        forwarded = List.copyOf(forwarded);
    }
}
