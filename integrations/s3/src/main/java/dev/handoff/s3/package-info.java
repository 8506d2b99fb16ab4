/**
 * {@code s3://BUCKET/KEY} as a source of releases, by the SDK of AWS. Found by a {@link java.util.ServiceLoader} where its jar is
 * beside that of the command; nothing here is proved, that is the work of who asked.
 */
@NullMarked
package dev.handoff.s3;

import org.jspecify.annotations.NullMarked;
