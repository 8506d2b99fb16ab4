package dev.handoff.bench.peers;

import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/** The result as one HTML file that needs nothing else: the pictures are in it. */
final class Page {
    private static final String STYLE = """
            body { font: 16px/1.5 sans-serif; max-width: 1000px; margin: 2em auto; padding: 0 1em; color: #222 }
            table { border-collapse: collapse; font-size: 14px } td, th { padding: .3em .6em; border-bottom: 1px solid #ccc }
            th { text-align: left; vertical-align: bottom } td:nth-child(n+2) { white-space: nowrap }
            img { width: 100%; height: auto } .about { color: #555 }
            """;

    private Page() {}

    static String of(String about, List<Standing> standings) throws IOException {
        return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Releases side by side</title>\n<style>\n"
                + STYLE + "</style></head><body>\n<h1>Releases side by side</h1>\n<p class=\"about\">" + escaped(about)
                + "</p>\n" + table(standings)
                + picture("Failures per handoff", Plots.failuresPerHandoff(standings))
                + picture("Latency around a handoff, p99", Plots.latencyOverTime(standings, 99))
                + picture("Latency around a handoff, the slowest", Plots.latencyOverTime(standings, 100))
                + picture("How long the phases take", Plots.phases(standings))
                + "</body></html>\n";
    }

    private static String table(List<Standing> standings) {
        return "<table><thead>" + row("th", Tables.HEAD) + "</thead><tbody>\n"
                + standings.stream()
                        .map(standing -> row("td", Tables.row(standing)))
                        .collect(Collectors.joining("\n"))
                + "\n</tbody></table>\n";
    }

    private static String row(String cell, List<String> cells) {
        return cells.stream()
                .map(text -> "<" + cell + ">" + escaped(text) + "</" + cell + ">")
                .collect(Collectors.joining("", "<tr>", "</tr>"));
    }

    private static String picture(String title, byte[] png) {
        return "<h2>" + escaped(title) + "</h2>\n<img alt=\"" + escaped(title) + "\" src=\"data:image/png;base64,"
                + Base64.getEncoder().encodeToString(png) + "\">\n";
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
