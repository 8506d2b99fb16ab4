package dev.handoff.agent.servers;

import java.io.OutputStream;
import java.net.ServerSocket;

/** Binds a listener and looks for traces of whatever made it do so. */
public final class Curious {
    private Curious() {}

    public static void main(String[] ports) throws Exception {
        try (ServerSocket listener = new ServerSocket(0)) {
            System.out.println("listening " + listener.getLocalPort());
            for (String name : new String[] {
                "dev.handoff.Handoff",
                "dev.handoff.agent.core.Entry",
                "com.google.protobuf.Message",
                "org.slf4j.simple.SimpleLogger",
                "org.objectweb.asm.ClassReader",
                "com.kenai.jffi.Library"
            }) {
                try {
                    Class.forName(name);
                    System.out.println("sees " + name);
                } catch (ClassNotFoundException e) {
                    System.out.println("no " + name);
                }
            }
            System.getProperties().store(OutputStream.nullOutputStream(), "");
            System.out.println("properties are strings");
            Thread.sleep(60_000);
        }
    }
}
