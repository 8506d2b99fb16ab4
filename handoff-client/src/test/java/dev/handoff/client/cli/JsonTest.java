package dev.handoff.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JsonTest {
    @Test
    void separatesMembersAndElements() {
        Json json = new Json().object();
        json.name("a")
                .value(1)
                .name("b")
                .array()
                .value("x")
                .value(true)
                .nothing()
                .endArray();
        json.name("c").object().endObject().name("d").array().endArray();
        json.name("e").array().object().endObject().object().endObject().endArray();
        json.name("f").valueOrNull(null).name("g").valueOrNull("y").endObject();
        assertThat(json)
                .hasToString(
                        "{\"a\":1,\"b\":[\"x\",true,null],\"c\":{},\"d\":[],\"e\":[{},{}],\"f\":null,\"g\":\"y\"}");
    }

    @Test
    void separatesAfterTextThatEndsLikeABracket() {
        assertThat(new Json().array().value("{").value("[").value(":").value("").endArray())
                .hasToString("[\"{\",\"[\",\":\",\"\"]");
    }

    @Test
    void writesAnyTextInAscii() {
        assertThat(new Json().value("\"\\/\n\u0000ü\u2028\ud83d\ude00"))
                .hasToString("\"\\\"\\\\/\\u000a\\u0000\\u00fc\\u2028\\ud83d\\ude00\"");
    }

    @Test
    void writesNumbersWhole() {
        assertThat(new Json().array().value(Long.MAX_VALUE).value(-1).endArray())
                .hasToString("[9223372036854775807,-1]");
    }
}
