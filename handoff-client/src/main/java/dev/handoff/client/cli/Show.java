package dev.handoff.client.cli;

import dev.handoff.fd.Terminal;
import java.io.PrintStream;
import java.util.Optional;
import java.util.function.Supplier;

/** How a course is shown as it goes on. */
interface Show {
    /** Something happened. */
    void happened(Happening what);

    /** It stands so now. */
    void look(Course course);

    /** Lines of text, or objects, one after the other. */
    static Show lines(PrintStream out, boolean isJson) {
        return new Show() {
            @Override
            public void happened(Happening what) {
                out.println(isJson ? what.json() : what.text());
                out.flush();
            }

            @Override
            public void look(Course course) {
                // Each line was told when it happened.
            }
        };
    }

    /** A picture on a terminal. */
    static Show picture(PrintStream out, Supplier<Optional<Terminal.Size>> terminal) {
        Screen screen = new Screen(out, terminal);
        Paint paint = Paint.on(true);
        return new Show() {
            @Override
            public void happened(Happening what) {
                // It is in the picture.
            }

            @Override
            public void look(Course course) {
                screen.draw(Picture.of(course, screen.columns(), paint));
            }
        };
    }
}
