// What is shown, and what is pressed.

import { Chart } from './chart.js';
import { Story } from './story.js';
import { PER_SECOND, now, release, send, state, watchConnections } from './stream.js';

const LOOK_MILLIS = 250;
const FRAME_MILLIS = matchMedia('(prefers-reduced-motion: reduce)').matches ? 1000 : 80;
const TABLE_MILLIS = 250;
const MOST_LISTED = 100;
const NOW = {
  STAGED: 'warms up',
  ON_PROBATION: 'accepts, on probation',
  OWNER: 'accepts',
  YIELDED: 'stands by',
  RETIRED: 'drains',
  GONE: 'has ended',
  UNDONE: 'failed',
};

const element = (id) => document.getElementById(id);
const story = new Story();
const chart = new Chart(element('chart'), element('lanes'), now());
let answered = 0;
let failed = 0;
let fresh = 0;

function onAnswer(answer) {
  answered++;
  chart.dot({ ...answer, colour: story.answer(answer.by).colour });
}

function onFailure(failure) {
  failed++;
  chart.cross(failure);
  const item = document.createElement('li');
  const time = new Date(failure.at).toISOString().slice(11, 23);
  item.textContent = `${time} ${failure.path} after ${length(failure.at - failure.asked)}: ${failure.why}`;
  item.dataset.asked = failure.asked;
  item.dataset.at = failure.at;
  element('failures').hidden = false;
  if (failed <= MOST_LISTED) {
    element('failure-list').append(item);
  }
}

function length(millis) {
  if (millis === undefined) {
    return '';
  }
  return millis < 1000 ? `${Math.round(millis)} ms` : `${(millis / 1000).toFixed(1)} s`;
}

/** A text is only set when it is another: what is read aloud, or selected, stays. */
function set(id, text) {
  const place = element(id);
  if (place.textContent !== text) {
    place.textContent = text;
  }
}

function showFigures() {
  const count = (number) => number.toLocaleString('en');
  const owner = story.processes.get(story.owner);
  element('accepts-colour').dataset.colour = owner?.colour ?? '';
  set('accepts', owner ? `${owner.release}, generation ${owner.generation}` : '\u2013');
  set('answered', count(answered));
  set('fresh', count(fresh));
  set('failed', count(failed));
  element('failures-figure').classList.toggle('some', failed > 0);
}

function showProcesses() {
  const rows = [...story.processes.values()].reverse().map((process) => {
    const row = document.createElement('tr');
    row.dataset.pid = process.pid;
    row.dataset.generation = process.generation;
    row.dataset.answers = process.answers;
    row.dataset.colour = process.colour;
    const phase = Story.spans(process, now()).at(-1)?.phase;
    for (const text of [process.release, process.generation, process.pid, process.answers.toLocaleString('en'), NOW[phase] ?? '']) {
      row.insertCell().textContent = text;
    }
    row.cells[0].prepend(document.createElement('i'));
    return row;
  });
  element('processes').replaceChildren(...rows.slice(0, 5));
}

function showSteps() {
  const handoff = story.latest();
  if (!handoff) {
    return;
  }
  const outcome = handoff.outcome ? `: ${handoff.outcome}` : '';
  set('handoff-name', `${handoff.fromRelease} \u2192 ${handoff.toRelease}${outcome}`);
  const items = Story.steps(handoff, now()).map(({ phase, text, state, millis, counts = '' }) => {
    const item = document.createElement('li');
    item.dataset.phase = phase;
    item.dataset.state = state;
    for (const [tag, content] of [['b', phase], ['time', `${counts} ${length(millis)}`.trim()], ['span', text]]) {
      const part = document.createElement(tag);
      part.textContent = content;
      item.append(part);
    }
    return item;
  });
  element('steps').dataset.outcome = handoff.outcome;
  element('steps').replaceChildren(...items);
}

function showButtons(told) {
  const refused = 'refusal' in told;
  set('start', refused ? 'Start the next release' : `Start ${told.next}`);
  element('start').disabled = refused;
  element('break').disabled = refused;
  element('start').title = element('break').title = refused ? `Not now: ${told.refusal}` : '';
}

async function press(broken) {
  element('start').disabled = element('break').disabled = true;
  try {
    set('said', await release(broken));
  } catch (problem) {
    set('said', `Not started: ${problem.message}`);
  }
}

async function look() {
  const told = await state(onFailure);
  if (told) {
    story.hear(told);
    showButtons(told);
  }
  setTimeout(look, LOOK_MILLIS);
}

let drawn = 0;
let tabled = 0;
function frame(time) {
  if (time - drawn >= FRAME_MILLIS) {
    drawn = time;
    chart.draw(now(), story);
  }
  if (time - tabled >= TABLE_MILLIS) {
    tabled = time;
    showFigures();
    showProcesses();
    showSteps();
  }
  requestAnimationFrame(frame);
}

set('rate', String(PER_SECOND));
element('start').addEventListener('click', () => press(false));
element('break').addEventListener('click', () => press(true));
watchConnections(() => fresh++);
send(onAnswer, onFailure);
look();
requestAnimationFrame(frame);
