package dev.handoff.client.cli;

import dev.handoff.fd.Terminal;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A few lines at the end of a terminal that are drawn over and over, with CSI sequences of ECMA-48: cursor up, erase line, erase
 * below. What others write above stays. Nothing is left to restore when the process is killed. Guarded by itself.
 */
final class Screen {
    private static final String ESCAPE = "\u001b[";
    private static final Terminal.Size UNKNOWN = new Terminal.Size(80, 24);
    /** No picture is worth drawing in less. */
    private static final int LEAST = 20;

    private final PrintStream out;
    private final Supplier<Optional<Terminal.Size>> terminal;
    private int drawn;

    Screen(PrintStream out, Supplier<Optional<Terminal.Size>> terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** How wide a line may be: the last column stays free, since to write it may begin a new line. */
    int columns() {
        return Math.max(LEAST, size().columns() - 1);
    }

    private Terminal.Size size() {
        return terminal.get()
                .filter(size -> size.columns() > 0 && size.rows() > 0)
                .orElse(UNKNOWN);
    }

    /** Draws these in place of what was drawn last. */
    synchronized void draw(List<String> lines) {
        int most = Math.max(1, size().rows() - 1);
        List<String> shown = lines.subList(0, Math.min(most, lines.size()));
        StringBuilder text = erased();
        for (String line : shown) {
            text.append(line).append(ESCAPE).append("K\n");
        }
        drawn = shown.size();
        write(text.append(ESCAPE).append('J'));
    }

    /** Writes a line that stays, above what is drawn. */
    synchronized void above(String line, List<String> lines) {
        StringBuilder text = erased().append(ESCAPE).append('J').append(line).append('\n');
        drawn = 0;
        write(text);
        draw(lines);
    }

    /** Takes away what is drawn. */
    synchronized void clear() {
        write(erased().append(ESCAPE).append('J'));
        drawn = 0;
    }

    private StringBuilder erased() {
        StringBuilder text = new StringBuilder(256).append('\r');
        return drawn == 0 ? text : text.append(ESCAPE).append(drawn).append('A');
    }

    private void write(StringBuilder text) {
        out.print(text);
        out.flush();
    }
}
