package dev.handoff.artifact;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * How the SHA-256 is come by that an artifact must have: it was given, or stands in a file beside the artifact, which may have
 * to be signed. So it is known before a byte of the artifact is fetched.
 */
final class Verification {
    static final String HASH = ".sha256";
    static final String SIGNATURE = ".sha256.sig";

    private static final Pattern DIGITS = Pattern.compile("(?<![0-9A-Za-z])[0-9a-fA-F]{64}(?![0-9A-Za-z])");
    private static final Pattern PEM =
            Pattern.compile("(?s).*-----BEGIN PUBLIC KEY-----(.*)-----END PUBLIC KEY-----.*");
    private static final int SIGNATURE_BYTES = 64;

    private final Optional<String> given;
    private final Optional<PublicKey> key;

    private Verification(Optional<String> given, Optional<PublicKey> key) {
        this.given = given;
        this.key = key;
    }

    /** It is this one. */
    static Verification given(String hash) {
        String digits = hash.toLowerCase(Locale.ROOT);
        if (!Artifact.isHash(digits)) {
            throw new IllegalArgumentException("sha256=" + hash + ": 64 hexadecimal digits");
        }
        return new Verification(Optional.of(digits), Optional.empty());
    }

    /** The file beside the artifact says it: whoever can write there is believed. */
    static Verification besideIt() {
        return new Verification(Optional.empty(), Optional.empty());
    }

    /** The file beside the artifact says it, and is signed with the key whose public half is in {@code file}, as PEM. */
    static Verification signed(Path file) {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new IllegalArgumentException("signature=" + file + ": the public key can't be read: " + e, e);
        }
        try {
            String body = PEM.matcher(text).replaceFirst("$1").replaceAll("\\s", "");
            byte[] encoded = Base64.getDecoder().decode(body);
            PublicKey key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
            return new Verification(Optional.empty(), Optional.of(key));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "signature=" + file + ": no Ed25519 public key in PEM (" + e.getMessage()
                            + "); openssl pkey -in private.pem -pubout writes one",
                    e);
        }
    }

    /** Is whoever can write to the source believed? */
    boolean believesTheSource() {
        return given.isEmpty() && key.isEmpty();
    }

    /**
     * The hash that the artifact must have, as the source says now.
     *
     * @throws UnprovedException if there is not one hash, or it is not signed
     */
    String expected(Source source) throws IOException, InterruptedException {
        if (given.isPresent()) {
            return given.get();
        }
        byte[] word = source.beside(HASH);
        if (key.isPresent()) {
            requireSigned(word, source.beside(SIGNATURE), key.get());
        }
        List<String> found = DIGITS.matcher(new String(word, StandardCharsets.ISO_8859_1))
                .results()
                .map(MatchResult::group)
                .toList();
        if (found.size() != 1) {
            throw new UnprovedException("the file " + HASH + " beside it has " + found.size() + " hashes, not one");
        }
        return found.get(0).toLowerCase(Locale.ROOT);
    }

    private static void requireSigned(byte[] word, byte[] signature, PublicKey key) throws UnprovedException {
        try {
            Signature check = Signature.getInstance("Ed25519");
            check.initVerify(key);
            check.update(word);
            if (check.verify(raw(signature))) {
                return;
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new UnprovedException("the signature " + SIGNATURE + " is none: " + e.getMessage());
        }
        throw new UnprovedException("the signature " + SIGNATURE + " is not that of the key; nothing was fetched");
    }

    /** Its 64 bytes, or those in base64. */
    private static byte[] raw(byte[] signature) {
        return signature.length == SIGNATURE_BYTES
                ? signature
                : Base64.getMimeDecoder().decode(signature);
    }

    /** Tells one from another, in a line. */
    @Override
    public String toString() {
        return given.map(hash -> "sha256=" + hash)
                .or(() -> key.map(it ->
                        "signature=" + HexFormat.of().formatHex(Partial.sha256().digest(it.getEncoded()))))
                .orElse(HASH);
    }
}
