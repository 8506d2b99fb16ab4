package example;

public record Greeting(long pid, String release) {}
