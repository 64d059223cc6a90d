// SPDX-License-Identifier: MPL-2.0
// One transfer, as an uploader's browser does it: ask Manager for a ticket, open the WebSocket at the storage server, send the
// bytes there, then ask Manager how it ended.

const LABELS = {
  uploading: 'Uploading',
  downloading: 'Downloading',
  extracting: 'Extracting',
  repacking: 'Repacking',
  processing: 'Converting',
};

export function size(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value.toFixed(1)} ${units[unit]}`;
}

function timeLeft(frame) {
  if (!frame.eta_seconds) return '';
  const minutes = Math.round(frame.eta_seconds / 60);
  return minutes >= 2 ? `, about ${minutes} min left` : `, about ${frame.eta_seconds} s left`;
}

/** The ticket: {job_id, upload_url | start_url, ws_url}. */
async function askForTicket(wanted) {
  const answer = await fetch('/api/transfers', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(wanted),
  });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}

/** Resolves once the first frame is there, so that nothing that follows is missed. */
function openSocket(url, onFrame) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url);
    socket.onmessage = (message) => {
      onFrame(JSON.parse(message.data));
      resolve(socket);
    };
    socket.onclose = (event) => reject(new Error(`WebSocket closed (${event.code} ${event.reason})`));
  });
}

async function requireOk(answer) {
  if (!answer.ok) throw new Error(`${await answer.text()} (status ${answer.status})`);
}

/** Manager's word on the end; it holds the answer back until there is one, or some seconds are over. */
async function outcome(job, isHopeless) {
  for (;;) {
    const answer = await fetch(`/api/transfers/${job}?wait=20`);
    await requireOk(answer);
    const state = await answer.json();
    if (state.status !== 'pending') return state;
    if (isHopeless()) throw new Error('Manager was not told of the end');
  }
}

/** Shows one transfer in a card of its own. */
class Card {
  constructor(name) {
    const template = document.getElementById('transfer-card');
    this.element = template.content.firstElementChild.cloneNode(true);
    this.element.querySelector('.name').textContent = name;
    this.stage = null;
    document.getElementById('transfers').prepend(this.element);
    document.getElementById('transfers-section').hidden = false;
  }

  state(text, style) {
    this.element.querySelector('.state').textContent = text;
    if (style) this.element.classList.add(style);
  }

  /** A new stage gets a bar of its own; the one before it is done. */
  show(frame) {
    if (frame.event === 'error') return;
    const label = LABELS[frame.stage];
    if (frame.stage !== this.stage) {
      this.fill();
      this.stage = frame.stage;
      this.row = label ? this.addRow(label) : null;
    }
    if (frame.queue) {
      this.state(`Waiting, place ${frame.queue.position} of ${frame.queue.length}${timeLeft(frame)}`);
    } else if (label) {
      this.state(`${label} …${timeLeft(frame)}`);
    }
    if (!this.row) return;
    const receiving = frame.stage === 'uploading' || frame.stage === 'downloading';
    const percent = receiving ? (frame.total ? (frame.bytes / frame.total) * 100 : null) : frame.percent;
    const bar = this.row.querySelector('progress');
    if (percent !== null && percent !== undefined) bar.value = Math.min(100, percent);
    this.row.querySelector('.amount').textContent = receiving
      ? size(frame.bytes) + (frame.total ? ` of ${size(frame.total)}` : '')
      : percent === null || percent === undefined ? '' : `${Math.floor(percent)} %`;
  }

  addRow(label) {
    const row = document.getElementById('stage-row').content.firstElementChild.cloneNode(true);
    row.querySelector('.label').textContent = label;
    row.querySelector('progress').setAttribute('aria-label', label);
    this.element.querySelector('.stages').append(row);
    return row;
  }

  fill() {
    if (this.row) this.row.querySelector('progress').value = 100;
  }

  stored(state) {
    this.fill();
    this.state('Stored', 'stored');
    this.claims(state.claims);
  }

  failed(reason) {
    this.state('Failed', 'failed');
    const bar = this.row?.querySelector('progress');
    // A bar without a value would go on moving.
    if (bar && !bar.hasAttribute('value')) bar.value = 0;
    const text = this.element.querySelector('.reason');
    text.textContent = reason;
    text.hidden = false;
  }

  claims(claims) {
    const details = this.element.querySelector('.claims');
    details.querySelector('pre').textContent = JSON.stringify(claims, null, 2);
    details.hidden = false;
  }
}

/** Manager is told of failures too, except when the storage server refused before there was a job. */
async function showClaims(card, job) {
  const answer = await fetch(`/api/transfers/${job}?wait=2`);
  const state = answer.ok ? await answer.json() : {};
  if (state.claims) card.claims(state.claims);
}

/** Runs a transfer of `file`, or of `url` when there is no file, to its end; true when it was stored. */
export async function transfer({ kind, file, url }) {
  const card = new Card(file ? file.name : url);
  let last = null;
  let ticket = null;
  try {
    ticket = await askForTicket(file ? { kind, name: file.name } : { kind, url });
    const socket = await openSocket(ticket.ws_url, (frame) => {
      last = frame;
      card.show(frame);
    });
    if (file) {
      const name = encodeURIComponent(file.name);
      await requireOk(await fetch(`${ticket.upload_url}&filename=${name}`, { method: 'POST', body: file }));
    } else {
      await requireOk(await fetch(ticket.start_url, { method: 'POST' }));
    }
    const ended = () => ['complete', 'error'].includes(last.event) || socket.readyState === WebSocket.CLOSED;
    const state = await outcome(ticket.job_id, ended);
    if (state.status === 'stored') {
      card.stored(state);
      return true;
    }
    card.failed(last.message ? `${last.message} (${state.reason})` : state.reason);
    card.claims(state.claims);
  } catch (failure) {
    // A browser that was cut off while it sent does not hear the answer; the WebSocket has told the reason.
    card.failed(failure instanceof TypeError && last?.message ? last.message : failure.message);
    if (ticket) await showClaims(card, ticket.job_id);
  }
  return false;
}
