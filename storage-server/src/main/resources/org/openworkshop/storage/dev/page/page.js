// SPDX-License-Identifier: MPL-2.0
import { listFiles } from './files.js';
import { transfer } from './transfer.js';

const trouble = document.getElementById('trouble');

function complain(failure) {
  trouble.textContent = `The stand-in Manager does not answer: ${failure.message}`;
  trouble.hidden = false;
}

async function run(wanted) {
  trouble.hidden = true;
  try {
    if (await transfer(wanted)) await listFiles();
  } catch (failure) {
    complain(failure);
  }
}

function sendFiles(files) {
  const kind = document.querySelector('input[name=kind]:checked').value;
  for (const file of files) run({ kind, file });
}

const picker = document.getElementById('files');
picker.addEventListener('change', () => {
  sendFiles([...picker.files]);
  picker.value = '';
});

const drop = document.getElementById('drop');
drop.addEventListener('dragover', (event) => {
  event.preventDefault();
  drop.classList.add('over');
});
drop.addEventListener('dragleave', () => drop.classList.remove('over'));
drop.addEventListener('drop', (event) => {
  event.preventDefault();
  drop.classList.remove('over');
  sendFiles([...event.dataTransfer.files]);
});

document.getElementById('fetch').addEventListener('submit', (event) => {
  event.preventDefault();
  const field = document.getElementById('url');
  run({ kind: 'archive', url: field.value });
  field.value = '';
});

const allowed = document.getElementById('allowed');
allowed.addEventListener('change', async () => {
  try {
    await fetch('/api/access', {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ allowed: allowed.checked }),
    });
  } catch (failure) {
    complain(failure);
  }
});

async function begin() {
  try {
    const access = await (await fetch('/api/access')).json();
    allowed.checked = access.allowed;
    await listFiles();
  } catch (failure) {
    complain(failure);
  }
}

begin();
