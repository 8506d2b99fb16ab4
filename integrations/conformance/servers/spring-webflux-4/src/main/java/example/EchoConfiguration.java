package example;

import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketSession;
import reactor.core.publisher.Mono;

@Configuration
public class EchoConfiguration {
    @Bean
    public HandlerMapping sockets() {
        WebSocketHandler echo = EchoConfiguration::echo;
        return new SimpleUrlHandlerMapping(Map.of("/echo", echo), -1);
    }

    private static Mono<Void> echo(WebSocketSession session) {
        return session.send(session.receive().map(message -> session.textMessage(message.getPayloadAsText())));
    }
}
