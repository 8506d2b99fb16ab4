package dev.handoff.conformance;

/** What a server speaks besides its {@link Protocol}. */
enum Extra {
    /** Without TLS, to clients that know it (RFC 9113, 3.3). */
    HTTP_2,
    /** An echo at {@code /echo}. */
    WEB_SOCKET
}
