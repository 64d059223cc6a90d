// SPDX-License-Identifier: MPL-2.0
import { KeyedTable, element, setText } from './table.js';
import { bytes, duration, rate, time } from './text.js';

const at = (id) => document.getElementById(id);
const trouble = at('trouble');
const LONGEST_PAUSE = 10_000;

let socket = null;
let pause = 1000;
let callbacksDue = false;
let heard = null;

// ---- Calls

class Refusal extends Error {
  constructor(status, text) {
    super(text || `The server answers ${status}.`);
    this.status = status;
  }
}

async function call(method, path, headers = {}) {
  const answer = await fetch(`api/${path}`, { method, headers, credentials: 'same-origin', cache: 'no-store' });
  if (!answer.ok) throw new Refusal(answer.status, await answer.text());
  return answer.status === 204 ? null : answer.json();
}

function complain(text) {
  trouble.textContent = text;
  trouble.hidden = !text;
}

function say(text) {
  at('news').textContent = text;
}

/** Does what a button is for; its session may be over. */
async function act(button, path, done) {
  button.disabled = true;
  complain('');
  try {
    done(await call('POST', path));
  } catch (failure) {
    if (failure.status === 401) askForToken();
    complain(failure.message);
  } finally {
    button.disabled = false;
  }
}

// ---- Tables

function jobCell(cell, job) {
  if (!cell.firstElementChild) cell.append(element('div'));
  const about = cell.firstElementChild;
  if (!about.firstElementChild) about.append(element('span', 'id', job.job_id), element('span', 'name'));
  const names = [job.file_name, job.kind === 'img' ? 'image' : job.kind, job.host ? `from ${job.host}` : null];
  setText(about.lastElementChild, names.filter(Boolean).join(' · '));
}

function buttonCell(cell, text, label, className, action) {
  if (cell.firstElementChild) return;
  const button = element('button', className, text);
  button.type = 'button';
  button.setAttribute('aria-label', label);
  button.addEventListener('click', () => action(button));
  cell.append(button);
}

const STAGES = {
  pending: 'waiting', uploading: 'uploading', uploaded: 'uploaded', downloading: 'fetching', downloaded: 'fetched',
  extracting: 'extracting', repacking: 'repacking', processing: 'converting', packed: 'packed, to be moved',
};

function progressCell(cell, job) {
  if (!cell.firstElementChild) cell.append(element('div'));
  const inner = cell.firstElementChild;
  if (!inner.firstElementChild) inner.append(element('span'), element('progress'));
  const [text, bar] = inner.children;
  const total = job.total === null ? '' : ` of ${bytes(job.total)}`;
  setText(text, job.percent === null ? `${bytes(job.bytes)}${total}` : `${job.percent} % of ${bytes(job.bytes)}`);
  const receiving = job.stage === 'uploading' || job.stage === 'downloading';
  const known = job.percent !== null || (receiving && job.total !== null);
  bar.hidden = !known;
  if (!known) return;
  bar.max = job.percent === null ? Math.max(1, job.total) : 100;
  bar.value = job.percent === null ? job.bytes : job.percent;
  bar.setAttribute('aria-label', `Progress of ${job.job_id}`);
}

const jobs = new KeyedTable('jobs', (job) => job.job_id, (cells, job) => {
  jobCell(cells[0], job);
  const place = job.queue ? `, ${job.queue.position} of ${job.queue.length} in line` : '';
  setText(cells[1], (STAGES[job.stage] ?? job.stage) + place);
  progressCell(cells[2], job);
  setText(cells[3], rate(job.bytes_per_second));
  setText(cells[4], duration(job.eta_seconds));
  if (job.under_way) buttonCell(cells[5], 'Cancel', `Cancel job ${job.job_id}`, 'danger', (button) => cancel(job, button));
  else cells[5].replaceChildren();
});

const callbacks = new KeyedTable('callbacks', (owed) => owed.idempotency_key, (cells, owed) => {
  jobCell(cells[0], owed);
  setText(cells[1], owed.state === 'owed' ? 'owed' : 'given up');
  setText(cells[2], owed.reason ? `${owed.status} (${owed.reason})` : owed.status ?? '');
  setText(cells[3], String(owed.attempts));
  setText(cells[4], owed.state === 'owed' ? time(owed.next_attempt_at) || 'now' : '');
  setText(cells[5], owed.last_error ?? '');
  buttonCell(cells[6], 'Retry', `Tell Manager again about job ${owed.job_id}`, 'plain', (button) =>
    act(button, `callbacks/${owed.job_id}/retry`, () => {
      say(`Manager is told again about job ${owed.job_id}.`);
      setTimeout(showCallbacks, 1000);
    }));
});

const recent = new KeyedTable('recent', (job) => `${job.job_id} ${job.ended_at}`, (cells, job) => {
  jobCell(cells[0], job);
  setText(cells[1], job.outcome);
  cells[1].classList.toggle('bad', job.outcome === 'failed');
  setText(cells[2], job.reason ? `${job.reason}: ${job.detail}` : '');
  setText(cells[3], bytes(job.bytes));
  setText(cells[4], bytes(job.packed_bytes));
  setText(cells[5], time(job.ended_at));
});

// ---- Actions

function cancel(job, button) {
  const ask = at('ask');
  setText(at('ask-text'), `Cancel job ${job.job_id}? What it has received is deleted, and Manager is told that it failed.`);
  ask.addEventListener('close', () => {
    if (ask.returnValue === 'yes') act(button, `jobs/${job.job_id}/cancel`, () => say(`Job ${job.job_id} is being cancelled.`));
  }, { once: true });
  ask.returnValue = 'no';
  ask.showModal();
}

at('sweep').addEventListener('click', (event) => act(event.currentTarget, 'sweep', (answer) => {
  const text = answer.removed === null ? 'The sweep takes longer and goes on.' : `Swept: ${answer.removed} removed.`;
  say(text);
  setText(at('sweep'), answer.removed === null ? 'Sweep is running' : `Swept, ${answer.removed} removed`);
  setTimeout(() => setText(at('sweep'), 'Sweep now'), 4000);
}));

at('logout').addEventListener('click', async (event) => {
  await act(event.currentTarget, 'logout', () => {});
  askForToken();
});

at('login').addEventListener('submit', async (event) => {
  event.preventDefault();
  complain('');
  try {
    await call('POST', 'login', { Authorization: `Bearer ${at('token').value}` });
    at('token').value = '';
    open();
  } catch (failure) {
    const known = { 403: 'That is not the admin token.', 429: 'Too many wrong tokens came from here. Wait a minute.' };
    complain(known[failure.status] ?? failure.message);
    at('token').select();
  }
});

// ---- What is shown

function showStatus(status) {
  setText(at('version'), `Version ${status.version}, Java ${status.java},`);
  setText(at('since'), `up since ${time(status.started_at)}`);
  setText(at('under-way'), String(status.jobs.under_way));
  setText(at('waiting'), String(status.jobs.waiting));
  setText(at('owed'), String(status.callbacks.owed));
  setText(at('given-up'), String(status.callbacks.given_up));
  setText(at('engine'), status.native_engine);
  const { free_bytes: free, total_bytes: total } = status.disk;
  setText(at('disk'), free === null ? 'cannot be read' : `${bytes(free)} free of ${bytes(total)}`);
  at('disk-used').value = free === null ? 0 : 1 - free / total;
}

function show(frame) {
  if (frame.status) showStatus(frame.status);
  if (frame.jobs) jobs.show(frame.jobs);
  if (frame.jobs_total !== undefined) {
    const shown = jobs.rows.size;
    setText(at('jobs-count'), frame.jobs_total > shown ? `the first ${shown} of ${frame.jobs_total}` : '');
  }
  if (frame.recent) {
    recent.show(frame.recent);
    announce(frame.recent);
  }
  if (frame.recent || frame.status) callbacksDue = true;
}

/** Tells what has ended to those who do not see it. */
function announce(list) {
  const last = list[0] ? `${list[0].job_id} ${list[0].ended_at}` : '';
  if (heard !== null && last && last !== heard) say(`Job ${list[0].job_id} ${list[0].outcome}.`);
  heard = last;
}

async function showCallbacks() {
  try {
    const answer = await call('GET', 'callbacks');
    callbacks.show(answer.callbacks);
    const shown = answer.callbacks.length;
    setText(at('callbacks-count'), answer.callbacks_total > shown ? `the first ${shown} of ${answer.callbacks_total}` : '');
  } catch (failure) {
    if (failure.status === 401) askForToken();
  }
}

setInterval(() => {
  if (callbacksDue && !at('view').hidden && !document.hidden) {
    callbacksDue = false;
    showCallbacks();
  }
}, 2000);

// ---- Session and socket

function askForToken() {
  if (socket) {
    socket.onclose = null;
    socket.close();
    socket = null;
  }
  at('view').hidden = true;
  at('session').hidden = true;
  at('login').hidden = false;
  at('token').focus();
}

function live(text, on) {
  setText(at('live'), text);
  at('live').classList.toggle('on', on);
}

function connect() {
  const url = new URL('ws', location.href);
  url.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  socket = new WebSocket(url);
  socket.onmessage = (event) => {
    pause = 1000;
    live('Live', true);
    show(JSON.parse(event.data));
  };
  socket.onclose = () => {
    socket = null;
    live('Connection lost, trying again', false);
    setTimeout(open, pause);
    pause = Math.min(LONGEST_PAUSE, pause * 2);
  };
}

/** Shows what there is, or asks for the token when there is no session. */
async function open() {
  try {
    showStatus(await call('GET', 'status'));
  } catch (failure) {
    if (failure.status === 401) {
      askForToken();
    } else {
      setTimeout(open, pause);
      pause = Math.min(LONGEST_PAUSE, pause * 2);
    }
    return;
  }
  complain('');
  at('login').hidden = true;
  at('view').hidden = false;
  at('session').hidden = false;
  connect();
}

open();
