package dev.handoff.client.cli;

import dev.handoff.wire.v1.Draining;
import dev.handoff.wire.v1.HandoffRecord;
import dev.handoff.wire.v1.PhaseTime;
import dev.handoff.wire.v1.Progress;
import dev.handoff.wire.v1.Status;
import dev.handoff.wire.v1.Successor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A course as it stands, in a few lines of a terminal: who owns the listeners, who comes, how far it is. */
final class Picture {
    private static final int MOST_OF_A_BAR = 30;
    private static final int LEAST_OF_A_BAR = 8;
    /** How applications write progress in a line of their own. */
    private static final Pattern COUNT = Pattern.compile("(\\d{1,9}) of (\\d{1,9})");

    private final int columns;
    private final Paint paint;
    private final long now = System.currentTimeMillis();
    private final List<String> lines = new ArrayList<>();

    private Picture(int columns, Paint paint) {
        this.columns = columns;
        this.paint = paint;
    }

    /** Each line fits into so many columns. */
    static List<String> of(Course course, int columns, Paint paint) {
        Picture picture = new Picture(columns, paint);
        course.seen().ifPresent(status -> picture.draw(course, status));
        return picture.lines;
    }

    private void draw(Course course, Status status) {
        owner(status);
        if (course.stage() == Course.Stage.DRAIN) {
            course.outcome()
                    .filter(record -> record.getFrom() == status.getGeneration())
                    .ifPresent(this::newOwner);
        }
        status.getDrainingList().forEach(this::drainer);
        status.getProgressList().forEach(this::progress);
        if (course.stage() == Course.Stage.EXCHANGE && status.hasSuccessor()) {
            successor(status.getSuccessor());
        } else if (course.stage() == Course.Stage.IDLE) {
            add("waits for a handoff to begin", paint::dim);
        } else if (course.stage() == Course.Stage.DRAIN) {
            course.drain().ifPresent(this::drain);
        }
        course.outcome().ifPresent(this::outcome);
    }

    private void owner(Status status) {
        generation(
                status.getGeneration(),
                status.getRelease(),
                status.getPid(),
                paint.phase(status.getPhase()),
                status.getStartedMillis());
    }

    // Seen from the old one, which knows that much of it.
    private void newOwner(HandoffRecord record) {
        generation(
                record.getTo(),
                record.getToRelease(),
                record.getToPid(),
                paint.phase("OWNER"),
                record.getStartedMillis());
    }

    private void generation(long number, String release, int pid, String phase, long since) {
        String age = since == 0 ? "" : ", " + age(now - since);
        String label = release.isEmpty() ? "" : " " + Printable.of(release);
        String plain = number + label + "  pid " + pid + "  ";
        int room = columns - plain.length() - Paint.width(phase);
        add(room < 0 ? cut(plain, columns) : plain + phase + (room >= age.length() ? age : ""));
    }

    private static String age(long millis) {
        long seconds = Math.max(0, millis) / 1_000;
        if (seconds < 3_600) {
            return RecordText.millis(seconds * 1_000) + " old";
        }
        return seconds < 172_800 ? seconds / 3_600 + " h old" : seconds / 86_400 + " days old";
    }

    private void drainer(Draining drain) {
        generation(
                drain.getGeneration(),
                drain.getRelease(),
                drain.getPid(),
                paint.busy("draining"),
                drain.getStartedMillis());
    }

    private void successor(Successor successor) {
        generation(
                successor.getGeneration(),
                successor.getRelease(),
                successor.getPid(),
                paint.phase(successor.getPhase()),
                successor.getSinceMillis());
        phases(successor.getPhasesList());
        successor.getProgressList().forEach(this::progress);
        if (successor.getProgressCount() == 0) {
            detail(successor);
        }
        time(successor);
    }

    private void phases(List<PhaseTime> phases) {
        StringBuilder line = new StringBuilder();
        for (PhaseTime phase : phases) {
            String next = Printable.of(phase.getPhase()) + " " + RecordText.millis(phase.getMicros() / 1_000);
            if (line.length() > 0 && line.length() + 3 + next.length() > columns) {
                add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " > ").append(next);
        }
        if (line.length() > 0) {
            add(line.toString());
        }
    }

    private void detail(Successor successor) {
        Matcher count = COUNT.matcher(successor.getDetail());
        if (count.find()) {
            bar(
                    "warm-up",
                    Long.parseLong(count.group(1)),
                    Long.parseLong(count.group(2)),
                    Printable.of(successor.getDetail()));
        } else if (!successor.getDetail().isEmpty()) {
            add(Printable.of(successor.getDetail()), paint::dim);
        }
    }

    private void progress(Progress progress) {
        if (progress.getTotal() > 0) {
            String text = progress.getDone() + " of " + progress.getTotal()
                    + (progress.getText().isEmpty() ? "" : " " + Printable.of(progress.getText()));
            bar(Printable.of(progress.getName()), progress.getDone(), progress.getTotal(), text);
        } else {
            add(ProgressText.of(progress));
        }
    }

    // The probation is a time; so is what is left of the wait for READY.
    private void time(Successor successor) {
        int many = successor.getPhasesCount();
        if (many == 0) {
            return;
        }
        PhaseTime present = successor.getPhases(many - 1);
        long millis = present.getMicros() / 1_000;
        if (present.getPhase().equals("COMMITTED") && successor.getProbationMillis() > 0) {
            long all = successor.getProbationMillis();
            bar("probation", Math.min(millis, all), all, RecordText.millis(Math.max(0, all - millis)) + " left");
        } else if (present.getPhase().equals("GRANTED") && successor.getDeadlineMillis() > now) {
            add("READY within " + RecordText.millis(successor.getDeadlineMillis() - now), paint::dim);
        }
    }

    private void drain(Draining drain) {
        long first = Math.max(drain.getConnectionsFirst(), drain.getConnections());
        String rate = DrainText.rate(drain);
        String text = drain.getInFlight() + " in flight, " + drain.getConnections() + " left"
                + (rate.isEmpty() ? "" : ", " + rate) + DrainText.timeLeft(drain, ", ");
        bar("drain", first - drain.getConnections(), first, text);
    }

    private void outcome(HandoffRecord record) {
        String sentence = record.getOutcome().equals("refused")
                ? "refused: " + RecordText.reason(record)
                : Course.sentence(record);
        for (String line : wrapped(sentence)) {
            add(record.getOutcome().equals("confirmed") ? paint.good(line) : paint.bad(line));
        }
    }

    private List<String> wrapped(String sentence) {
        List<String> all = new ArrayList<>();
        String rest = sentence;
        while (rest.length() > columns) {
            int blank = rest.lastIndexOf(' ', columns);
            int end = blank > 0 ? blank : columns;
            all.add(rest.substring(0, end));
            rest = rest.substring(end).strip();
        }
        all.add(rest);
        return all;
    }

    /** {@code drain     [######....] 3 in flight}: where there is little room, the text goes under it. */
    private void bar(String name, long done, long total, String text) {
        int head = 10;
        int width = Math.max(LEAST_OF_A_BAR, Math.min(MOST_OF_A_BAR, columns - head - 3 - text.length()));
        int full = total <= 0 ? width : (int) Math.min(width, width * Math.max(0, done) / total);
        String title = cut(name, head - 1);
        String bar =
                title + " ".repeat(head - title.length()) + "[" + "#".repeat(full) + ".".repeat(width - full) + "]";
        if (bar.length() + 1 + text.length() <= columns) {
            add(bar + " " + text);
        } else {
            add(cut(bar, columns));
            wrapped("  " + text).forEach(this::add);
        }
    }

    private void add(String line) {
        lines.add(line);
    }

    private void add(String line, UnaryOperator<String> how) {
        lines.add(how.apply(cut(line, columns)));
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, Math.max(0, most));
    }
}
