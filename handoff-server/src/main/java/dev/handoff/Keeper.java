package dev.handoff;

import dev.handoff.systemd.Notice;
import dev.handoff.systemd.NotifySocket;
import dev.handoff.wire.NamedListener;

/** Somebody outside this process who keeps duplicates of its listeners. What fails is logged by it, once. */
interface Keeper {
    /** Keeps one; says whether it was told to. */
    boolean keep(NamedListener listener);

    /** Lets what it may have under a name go. */
    void forget(String name);

    /** A service manager. */
    static Keeper of(NotifySocket manager) {
        return new Keeper() {
            @Override
            public boolean keep(NamedListener listener) {
                return manager.store(listener.name(), listener.fd());
            }

            @Override
            public void forget(String name) {
                manager.tell(Notice.of().forget(name));
            }
        };
    }
}
