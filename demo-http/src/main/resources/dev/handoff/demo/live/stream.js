// The requests: at a steady rate, whatever becomes of them.

// Some are answered at once, and some in four pieces over three quarters of a second, so that there is always one under way.
// A browser sends a request again by itself when a kept connection ends before the answer begins; these begin at once, and
// what cuts them off is seen.
const QUICK = { path: '/', lines: 1 };
const QUICK_AND_CLOSE = { path: '/?close', lines: 1 };
const SLOW = { path: '/stream?chunks=4&every=250', lines: 4 };
const ROUND = [QUICK, QUICK_AND_CLOSE, QUICK, SLOW, QUICK_AND_CLOSE, QUICK, QUICK_AND_CLOSE, QUICK, QUICK_AND_CLOSE, QUICK];
const LONGEST_MILLIS = 10_000;
const MOST_UNDER_WAY = 100;

export const PER_SECOND = 20;

/** Milliseconds since the epoch, which do not jump. */
export const now = () => performance.timeOrigin + performance.now();

/** Counts the connections that were made for answers. */
export function watchConnections(made) {
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (entry.initiatorType === 'fetch' && entry.connectEnd > entry.connectStart) {
        made();
      }
    }
    performance.clearResourceTimings();
  }).observe({ type: 'resource' });
}

/**
 * Sends them until the page is gone.
 * answered({asked, at, by}) and failed({asked, at, path, why}) hear of each, with times in milliseconds since the epoch.
 */
export function send(answered, failed) {
  const began = now();
  let sent = 0;
  let underWay = 0;
  setInterval(() => {
    // Where the browser was busy, or the page hidden, what was missed is left out instead of sent at once.
    const due = Math.floor(((now() - began) * PER_SECOND) / 1000);
    sent = Math.max(sent, due - PER_SECOND / 4);
    for (; sent < due; sent++) {
      if (underWay < MOST_UNDER_WAY) {
        underWay++;
        ask(ROUND[sent % ROUND.length], answered, failed).finally(() => underWay--);
      } else {
        failed({ asked: now(), at: now(), path: '', why: `${MOST_UNDER_WAY} requests wait for an answer; not sent` });
      }
    }
  }, 1000 / PER_SECOND / 2);
}

async function ask({ path, lines }, answered, failed) {
  const asked = now();
  try {
    const answer = await fetch(path, { cache: 'no-store', signal: AbortSignal.timeout(LONGEST_MILLIS) });
    const text = await answer.text();
    if (!answer.ok) {
      throw new Error(`status ${answer.status}`);
    }
    answered({ asked, at: now(), by: author(text, lines) });
  } catch (problem) {
    failed({ asked, at: now(), path, why: `${problem.name}: ${problem.message}` });
  }
}

/** Who wrote all of it. */
function author(text, lines) {
  const written = [...text.matchAll(/^pid=(\d+) generation=(\d+) release=(\S*)/gm)];
  if (written.length !== lines || written.some((line) => line[0] !== written[0][0])) {
    throw new Error(`an answer that is not whole: ${text}`);
  }
  const [, pid, generation, release] = written[0];
  return { pid: Number(pid), generation: Number(generation), release };
}

/** Asks the one that answers for its view of things; null if there is none just now. */
export async function state(failed) {
  const asked = now();
  try {
    const answer = await fetch('/live/state', { cache: 'no-store', signal: AbortSignal.timeout(LONGEST_MILLIS) });
    if (!answer.ok) {
      throw new Error(`status ${answer.status}`);
    }
    const told = await answer.json();
    // Of two clocks that may differ, in the middle of the exchange.
    return { ...told, ahead: told.now - (asked + now()) / 2 };
  } catch (problem) {
    failed({ asked, at: now(), path: '/live/state', why: `${problem.name}: ${problem.message}` });
    return null;
  }
}

/** Asks for a release to be started; resolves to a sentence. */
export async function release(broken) {
  for (let tries = 0; tries < 4; tries++) {
    const answer = await fetch(broken ? '/live/releases?broken' : '/live/releases', {
      method: 'POST',
      headers: { 'X-Handoff-Demo': 'live' },
      signal: AbortSignal.timeout(LONGEST_MILLIS),
    });
    const told = await answer.json();
    if (answer.ok) {
      return `${told.release} starts (pid ${told.pid})`;
    }
    // 421: the one that drains was asked, on a connection that is closed by now.
    if (answer.status !== 421) {
      return `Not started: ${told.refusal}`;
    }
  }
  return 'Not started: the process that drains was asked each time';
}
