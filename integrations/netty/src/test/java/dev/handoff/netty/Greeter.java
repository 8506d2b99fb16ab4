package dev.handoff.netty;

import dev.handoff.Handoff;
import dev.handoff.demo.OtherServer;
import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** One method: it waits if it is told to, and says who it is. */
final class Greeter implements BindableService {
    static final MethodDescriptor<String, String> GREET = MethodDescriptor.newBuilder(new Text(), new Text())
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(MethodDescriptor.generateFullMethodName("greeting.Greeter", "Greet"))
            .build();

    private final Handoff handoff;

    Greeter(Handoff handoff) {
        this.handoff = handoff;
    }

    @Override
    public ServerServiceDefinition bindService() {
        return ServerServiceDefinition.builder("greeting.Greeter")
                .addMethod(GREET, ServerCalls.asyncUnaryCall(this::greet))
                .build();
    }

    private void greet(String target, StreamObserver<String> answer) {
        try {
            answer.onNext(OtherServer.answer(handoff, target));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        answer.onCompleted();
    }

    private static final class Text implements MethodDescriptor.Marshaller<String> {
        @Override
        public InputStream stream(String value) {
            return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String parse(InputStream stream) {
            try {
                return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
