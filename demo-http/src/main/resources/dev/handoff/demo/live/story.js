// What became of the handoffs, put together from what one process after the other tells of them.

const COLOURS = 6;
const SAME_MILLIS = 1500;
const EXCHANGE = [
  ['GREETED', (release) => `${release} asks`],
  ['GRANTED', (release) => `${release} has the listener, and warms up`],
  ['COMMITTED', (release) => `READY: ${release} accepts, on probation`],
];

export class Story {
  /** By pid: {pid, generation, release, colour, answers, entered: [{phase, at}]}. */
  processes = new Map();
  /** By the successor's pid, the oldest first. */
  handoffs = new Map();
  /** The pid of the one that was last seen to accept. */
  owner = 0;

  /** An answer by a process; returns it. */
  answer(by) {
    const process = this.process(by.pid, by.generation, by.release);
    process.answers++;
    return process;
  }

  process(pid, generation, release) {
    let process = this.processes.get(pid);
    if (!process) {
      process = { pid, generation, release, colour: this.processes.size % COLOURS, answers: 0, entered: [] };
      this.processes.set(pid, process);
    }
    return process;
  }

  /** What a process tells of itself and of handoffs, by /live/state. */
  hear(told) {
    const ours = (millis) => millis - told.ahead;
    enter(this.process(told.pid, told.generation, told.release), told.phase, ours(told.since));
    if (told.phase === 'OWNER' || told.phase === 'ON_PROBATION') {
      this.owner = told.pid;
    }
    for (const one of [...told.handoffs].reverse()) {
      this.hearOf(one, ours);
    }
  }

  hearOf(one, ours) {
    const handoff = this.handoffs.get(one.toPid) ?? { ...one, outcome: '', steps: new Map() };
    this.handoffs.set(one.toPid, handoff);
    if (handoff.outcome && !one.outcome) {
      return; // older than what is known
    }
    if (one.outcome) {
      handoff.steps.clear(); // the record has them all, as the successor counted them
      handoff.ended = ours(one.ended);
    }
    handoff.outcome = one.outcome;
    handoff.reason = one.reason ?? '';
    handoff.fromPid = one.fromPid || handoff.fromPid || 0;
    for (const step of one.steps) {
      handoff.steps.set(step.phase, { at: ours(step.at), millis: step.micros / 1000 });
    }
    if (one.drained) {
      handoff.drained ??= ours(one.drained);
    }
    this.follow(handoff);
  }

  /** Both processes, through the steps. */
  follow(handoff) {
    const from = this.processes.get(handoff.fromPid);
    const to = this.process(handoff.toPid, handoff.to, handoff.toRelease);
    const at = (step) => handoff.steps.get(step)?.at;
    enter(to, 'STAGED', at('GREETED'));
    enter(to, 'ON_PROBATION', at('COMMITTED'));
    const undone = handoff.outcome && handoff.outcome !== 'confirmed';
    if (from) {
      enter(from, 'YIELDED', at('COMMITTED'));
      enter(from, undone ? 'OWNER' : 'RETIRED', handoff.ended);
      enter(from, 'GONE', handoff.drained);
    }
    if (handoff.outcome) {
      enter(to, undone ? 'UNDONE' : 'OWNER', handoff.ended);
    }
  }

  /** The newest handoff; undefined if there is none. */
  latest() {
    return [...this.handoffs.values()].at(-1);
  }

  /**
   * Its steps in their order: {phase, text, state, millis, counts}. state is done, now, failed or todo; millis is how long it
   * took, or, where counts is 'after', how long after the beginning it came.
   */
  static steps(handoff, now) {
    const undone = handoff.outcome && handoff.outcome !== 'confirmed';
    const steps = EXCHANGE.filter(([phase]) => !undone || handoff.steps.has(phase)).map(([phase, text]) =>
      exchange(handoff, phase, text(handoff.toRelease), now),
    );
    steps.push(verdict(handoff, undone));
    return undone ? steps : [...steps, drain(handoff, now)];
  }

  /** What a process did: {phase, from, to}, in order. */
  static spans(process, now) {
    const entered = [...process.entered].sort((one, other) => one.at - other.at);
    return entered.map(({ phase, at }, i) => ({ phase, from: at, to: entered[i + 1]?.at ?? now }));
  }
}

/** Two accounts of one step are some milliseconds apart; the later one is kept. */
function enter(process, phase, at) {
  if (at === undefined) {
    return;
  }
  const known = process.entered.find((each) => each.phase === phase && Math.abs(each.at - at) < SAME_MILLIS);
  if (known) {
    known.at = at;
  } else {
    process.entered.push({ phase, at });
  }
}

function exchange(handoff, phase, text, now) {
  const step = handoff.steps.get(phase);
  if (!step) {
    return { phase, text, state: 'todo' };
  }
  const phases = [...handoff.steps.keys()];
  const isOver = handoff.outcome || phases.indexOf(phase) < phases.length - 1;
  return { phase, text, state: isOver ? 'done' : 'now', millis: isOver ? step.millis : now - step.at };
}

function verdict(handoff, undone) {
  const text = `the listener is ${handoff.toRelease}\u2019s own`;
  if (!handoff.outcome) {
    return { phase: 'CONFIRMED', text, state: 'todo' };
  }
  const first = handoff.steps.values().next().value;
  const millis = first ? handoff.ended - first.at : undefined;
  return undone
    ? { phase: handoff.outcome.toUpperCase(), text: `${handoff.fromRelease} accepts again`, state: 'failed', millis, counts: 'after' }
    : { phase: 'CONFIRMED', text, state: 'done', millis, counts: 'after' };
}

function drain(handoff, now) {
  const text = `${handoff.fromRelease} has finished what it had`;
  if (handoff.drained) {
    return { phase: 'DRAINED', text, state: 'done', millis: Math.max(0, handoff.drained - handoff.ended) };
  }
  return handoff.outcome
    ? { phase: 'DRAINED', text, state: 'now', millis: Math.max(0, now - handoff.ended) }
    : { phase: 'DRAINED', text, state: 'todo' };
}
