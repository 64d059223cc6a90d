// SPDX-License-Identifier: MPL-2.0
// The list of what is stored, as Manager knows it. The links lead to the storage server.
import { size } from './transfer.js';

function sizes(file) {
  const parts = [size(file.bytes)];
  if (file.unpacked_bytes !== null) parts.push(`${size(file.unpacked_bytes)} unpacked`);
  parts.push(`came as ${size(file.source_bytes)}`);
  return parts.join(' · ');
}

function card(file) {
  const element = document.getElementById('stored-card').content.firstElementChild.cloneNode(true);
  element.querySelector('.name').textContent = file.name;
  element.querySelector('.sizes').textContent = sizes(file);
  element.querySelector('.path').textContent = `${file.area}/${file.path}`;
  element.querySelector('a').href = file.download_url;
  if (file.path.endsWith('.webp')) {
    const image = element.querySelector('img');
    image.src = file.url;
    image.hidden = false;
  }
  return element;
}

export async function listFiles() {
  const answer = await fetch('/api/files');
  const { files } = await answer.json();
  document.getElementById('stored').replaceChildren(...files.map(card));
  document.getElementById('nothing').hidden = files.length > 0;
}
