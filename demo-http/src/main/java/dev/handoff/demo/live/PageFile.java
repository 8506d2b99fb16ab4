package dev.handoff.demo.live;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/** One of the files that make the page; whoever writes its content takes a duplicate. */
record PageFile(String type, ByteBuffer content) {
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html;charset=utf-8",
            "css", "text/css;charset=utf-8",
            "js", "text/javascript;charset=utf-8",
            "svg", "image/svg+xml");

    /** All of them, by the path at which they are asked for. */
    static Map<String, PageFile> all() {
        Map<String, PageFile> files = new LinkedHashMap<>();
        files.put("/live", read("live.html"));
        for (String name : new String[] {"live.css", "icon.svg", "main.js", "stream.js", "story.js", "chart.js"}) {
            files.put("/live/" + name, read(name));
        }
        return Map.copyOf(files);
    }

    private static PageFile read(String name) {
        String suffix = name.substring(name.lastIndexOf('.') + 1);
        try (InputStream in = PageFile.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new FileNotFoundException(name + " is missing beside " + PageFile.class.getName());
            }
            return new PageFile(
                    TYPES.getOrDefault(suffix, "application/octet-stream"),
                    ByteBuffer.wrap(in.readAllBytes()).asReadOnlyBuffer());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
