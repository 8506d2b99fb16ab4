package dev.handoff.server;

/** How an exchange that is undone left its successor. */
enum Undo {
    /** End of file. */
    DEAD,
    /** Silent: to be killed. */
    HUNG,
    /** It is alive, and must be told. */
    TOLD,
    /** It ended the exchange itself. */
    SAID
}
