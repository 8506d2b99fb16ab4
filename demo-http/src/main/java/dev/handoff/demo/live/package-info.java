/**
 * The page at {@code /live}: it streams requests from a browser and draws who answered, so that one can watch a release
 * take over. Its files are resources of this package; nothing in it comes from elsewhere. Where the demo was told to allow
 * it, the page also starts the next release: see {@link dev.handoff.demo.live.Visitor} for who may ask for that.
 */
@NullMarked
package dev.handoff.demo.live;

import org.jspecify.annotations.NullMarked;
