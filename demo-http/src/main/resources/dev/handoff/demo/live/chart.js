// Two pictures over one axis of time: the answers, and what the processes did meanwhile.

// A young chart is as long as it has lasted.
const SHORTEST_MILLIS = 15_000;
const LONGEST_MILLIS = 45_000;
const TICK_MILLIS = 5_000;
const LEFT = 52;
const RIGHT = 12;
const TOP = 20;
const BOTTOM = 22;
const FASTEST = 0.7;
const SLOWEST = 2500;
const GRID = [1, 10, 100, 1000];
const LANES = 3;
const WORDS = {
  STAGED: 'warms up',
  ON_PROBATION: 'on probation',
  OWNER: 'accepts',
  YIELDED: 'stands by',
  RETIRED: 'drains',
};
const STRENGTH = { OWNER: 1, ON_PROBATION: 0.6 };
const WEAK = 0.25;
const ENDED = new Set(['GONE', 'UNDONE']);

/** A canvas whose unit is a CSS pixel, cleared. */
function sheet(canvas) {
  const ratio = devicePixelRatio || 1;
  const width = canvas.clientWidth;
  const height = canvas.clientHeight;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  const pen = canvas.getContext('2d');
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  return { pen, width, height };
}

/** The page's colours, as its style has them now. */
function inks() {
  const style = getComputedStyle(document.documentElement);
  const of = (name) => style.getPropertyValue(name).trim();
  return {
    text: of('--text'),
    soft: of('--soft'),
    line: of('--line'),
    grid: of('--grid'),
    card: of('--card'),
    failed: of('--failed'),
    process: [0, 1, 2, 3, 4, 5].map((i) => of(`--process-${i}`)),
    font: getComputedStyle(document.body).fontFamily,
  };
}

export class Chart {
  #answers;
  #lanes;
  #dots = [];
  #crosses = [];
  #began;

  /** @param began when there was nothing yet to be seen, in milliseconds */
  constructor(answers, lanes, began) {
    this.#began = began;
    this.#answers = answers;
    this.#lanes = lanes;
  }

  /** {asked, at, colour}, times in milliseconds. */
  dot(answer) {
    this.#dots.push(answer);
  }

  /** {asked, at}. */
  cross(failure) {
    this.#crosses.push(failure);
  }

  /** As it is at a time. */
  draw(now, story) {
    const since = Math.max(now - LONGEST_MILLIS, Math.min(this.#began, now - SHORTEST_MILLIS));
    const isSeen = ({ at }) => at > since;
    this.#dots = this.#dots.filter(isSeen);
    this.#crosses = this.#crosses.filter(isSeen);
    const ink = inks();
    this.#drawAnswers(sheet(this.#answers), ink, since, now, story);
    this.#drawLanes(sheet(this.#lanes), ink, since, now, story);
  }

  #drawAnswers({ pen, width, height }, ink, since, now, story) {
    const x = across(width, since, now);
    const low = height - BOTTOM;
    const y = (millis) => {
      const part = Math.log(Math.min(SLOWEST, Math.max(FASTEST, millis)) / FASTEST) / Math.log(SLOWEST / FASTEST);
      return low - part * (low - TOP);
    };
    pen.font = `11px ${ink.font}`;
    axes(pen, ink, width, low, x, y, since, now);
    takeovers(pen, ink, low, x, story);

    pen.lineWidth = 1.5;
    pen.globalAlpha = 0.4;
    for (const { asked, at, colour } of this.#dots) {
      if (at - asked > 100) {
        pen.strokeStyle = ink.process[colour];
        stroke(pen, Math.max(LEFT, x(asked)), y(at - asked), x(at), y(at - asked));
      }
    }
    pen.globalAlpha = 1;
    for (const { asked, at, colour } of this.#dots) {
      pen.fillStyle = ink.process[colour];
      pen.beginPath();
      pen.arc(x(at), y(at - asked), 2.5, 0, 2 * Math.PI);
      pen.fill();
    }
    for (const { asked, at } of this.#crosses) {
      cross(pen, ink.failed, x(at), y(at - asked));
    }
  }

  #drawLanes({ pen, width, height }, ink, since, now, story) {
    const x = across(width, since, now);
    const lane = height / LANES;
    pen.font = `11px ${ink.font}`;
    pen.textBaseline = 'middle';
    const shown = [...story.processes.values()].filter((process) => !hasEnded(process, since)).slice(-LANES);
    shown.forEach((process, row) => {
      const middle = (row + 0.5) * lane;
      const colour = ink.process[process.colour];
      for (const { phase, from, to } of story.constructor.spans(process, now)) {
        if (to <= since) {
          continue;
        }
        const left = Math.max(LEFT, x(from));
        const right = x(to);
        if (phase === 'UNDONE') {
          cross(pen, ink.failed, x(from), middle);
        } else if (!ENDED.has(phase)) {
          bar(pen, ink, colour, phase, left, right, middle, lane - 5);
        }
      }
      pen.fillStyle = ink.text;
      pen.textAlign = 'right';
      pen.fillText(process.release, LEFT - 8, middle, LEFT - 12);
    });
    pen.textBaseline = 'alphabetic';
  }
}

function across(width, since, now) {
  return (at) => LEFT + ((at - since) / (now - since)) * (width - LEFT - RIGHT);
}

function hasEnded(process, since) {
  return process.entered.some(({ phase, at }) => ENDED.has(phase) && at < since);
}

function stroke(pen, fromX, fromY, toX, toY) {
  pen.beginPath();
  pen.moveTo(fromX, fromY);
  pen.lineTo(toX, toY);
  pen.stroke();
}

/** Shape and size tell it from an answer, not only the red. */
function cross(pen, colour, x, y) {
  pen.strokeStyle = colour;
  pen.lineWidth = 3.5;
  stroke(pen, x - 5, y - 5, x + 5, y + 5);
  stroke(pen, x - 5, y + 5, x + 5, y - 5);
}

function axes(pen, ink, width, low, x, y, since, now) {
  pen.lineWidth = 1;
  pen.textAlign = 'right';
  for (const millis of GRID) {
    pen.strokeStyle = ink.grid;
    stroke(pen, LEFT, y(millis), width - RIGHT, y(millis));
    pen.fillStyle = ink.soft;
    pen.fillText(millis < 1000 ? `${millis} ms` : `${millis / 1000} s`, LEFT - 8, y(millis) + 4);
  }
  pen.strokeStyle = ink.line;
  stroke(pen, LEFT, low, width - RIGHT, low);
  pen.textAlign = 'center';
  pen.fillStyle = ink.soft;
  pen.fillText('now', width - RIGHT - 8, low + 15);
  for (let at = now - TICK_MILLIS; at > since; at -= TICK_MILLIS) {
    stroke(pen, x(at), low, x(at), low + 3);
    pen.fillText(`${(now - at) / 1000} s ago`, x(at), low + 15);
  }
}

/** A line where one begins to accept, and where one takes back. */
function takeovers(pen, ink, low, x, story) {
  for (const handoff of story.handoffs.values()) {
    const committed = handoff.steps.get('COMMITTED');
    if (committed) {
      mark(pen, ink, low, x(committed.at), `${handoff.toRelease} accepts`, 'right');
    }
    if (committed && handoff.outcome && handoff.outcome !== 'confirmed') {
      mark(pen, ink, low, x(handoff.ended), `${handoff.fromRelease} again`, 'left');
    }
  }
}

function mark(pen, ink, low, x, words, side) {
  if (x < LEFT) {
    return;
  }
  pen.strokeStyle = ink.soft;
  pen.lineWidth = 1;
  pen.setLineDash([3, 3]);
  stroke(pen, x, 4, x, low);
  pen.setLineDash([]);
  pen.fillStyle = ink.text;
  pen.textAlign = side;
  pen.fillText(words, side === 'right' ? x - 5 : x + 5, 13);
}

function bar(pen, ink, colour, phase, left, right, middle, height) {
  const width = Math.max(2, right - left);
  pen.fillStyle = colour;
  pen.globalAlpha = STRENGTH[phase] ?? WEAK;
  pen.fillRect(left, middle - height / 2, width, height);
  pen.globalAlpha = 1;
  const words = WORDS[phase] ?? '';
  if (pen.measureText(words).width + 10 < width) {
    pen.fillStyle = STRENGTH[phase] === 1 ? ink.card : ink.text;
    pen.textAlign = 'left';
    pen.fillText(words, left + 5, middle + 0.5);
  }
}
