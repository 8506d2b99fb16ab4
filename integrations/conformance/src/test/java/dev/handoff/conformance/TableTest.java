package dev.handoff.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableTest {
    @TempDir
    private Path folder;

    private Path page;

    @BeforeEach
    void makeAPage() throws IOException {
        page = Files.writeString(
                folder.resolve("page.md"),
                "before\n<!-- conformance: begin -->\n" + new Table() + "<!-- conformance: end -->\nafter\n");
    }

    @Test
    void replacesTheRowOfAServerOnAJdkAndKeepsTheOthersInTheirOrder() throws Exception {
        put("jdk-http", "17", "0");
        put("spring-boot-4", "25", "0");
        put("spring-boot-4", "17", "3: eof kept 3");
        put("spring-boot-4", "17", "0");
        assertThat(page)
                .content()
                .startsWith("before\n")
                .endsWith("after\n")
                .doesNotContain("eof")
                .containsSubsequence(
                        "| spring-boot-4 | x | 17 |", "| spring-boot-4 | x | 25 |", "| jdk-http | x | 17 |");
        assertThat(Files.readAllLines(page)).hasSize(9);
    }

    @Test
    void refusesAPageWithoutAPlaceForIt() throws Exception {
        Files.writeString(page, "nothing");
        assertThatThrownBy(() -> new Table().writeTo(page)).hasMessageContaining("no place");
        assertThat(page).hasContent("nothing");
    }

    private void put(String server, String jdk, String failed) throws IOException {
        List<String> cells = new ArrayList<>(Collections.nCopies(Table.HEADS.size(), "x"));
        cells.set(0, server);
        cells.set(2, jdk);
        cells.set(6, failed);
        Table table = new Table();
        table.put(cells);
        table.writeTo(page);
    }
}
