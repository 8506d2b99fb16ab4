package dev.handoff.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The documented schema, and what holds to it. For the tests of each module that runs the command. */
public final class Schemas {
    private static final Path FILE = Path.of("..", "docs", "schema", "handoff-client.json");
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private Schemas() {}

    /** Each line of {@code output} is one object as {@code command} is documented to print. */
    public static void assertHolds(String command, String output) {
        Schema schema = of(command);
        assertThat(output).endsWith("\n");
        output.lines()
                .forEach(object -> assertThat(schema.validate(object, InputFormat.JSON))
                        .as(object)
                        .isEmpty());
    }

    // The definition of one command in place of any of them.
    private static Schema of(String command) {
        try {
            String all = Files.readString(FILE);
            int from = all.indexOf("\"anyOf\"");
            int to = all.indexOf("],", from) + 1;
            String one = all.substring(0, from) + "\"$ref\": \"#/$defs/" + command + "\"" + all.substring(to);
            return REGISTRY.getSchema(one, InputFormat.JSON);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
