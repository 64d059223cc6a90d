// SPDX-License-Identifier: MPL-2.0
// Uses the development page as a person would. Arguments: page address, folder with the files to send, folder for screenshots.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { deflateSync } from 'node:zlib';

const [page, work, shots] = process.argv.slice(2);
const { chromium } = createRequire(join(work, 'node_modules', '_'))('playwright-core');
const PATIENCE = 60_000;
let passed = 0;
let failed = 0;

function check(what, right, detail = '') {
  if (right) passed += 1;
  else failed += 1;
  console.log(`${right ? 'ok    ' : 'FAILED'} ${what}${right || !detail ? '' : `: ${detail}`}`);
}

/** A picture in PNG (RFC 2083): a colour gradient of the given size. */
function png(width, height) {
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(crc32(body), body.length + 4);
    return out;
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const rows = Buffer.alloc(height * (width * 3 + 1));
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      rows.set([(x * 255) / width, (y * 255) / height, 120], y * (width * 3 + 1) + 1 + x * 3);
    }
  }
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

function crc32(bytes) {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
  }
  return ~crc >>> 0;
}

/** SHA-256 of every file below a folder, by path. */
function digests(folder, found = {}, top = folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) digests(path, found, top);
    else found[relative(top, path)] = createHash('sha256').update(readFileSync(path)).digest('hex');
  }
  return found;
}

function sameFiles(one, other) {
  const sorted = (all) => JSON.stringify(Object.entries(all).sort());
  return sorted(one) === sorted(other);
}

const origin = createServer((request, answer) => createReadStream(join(work, 'origin', 'fetched.7z')).pipe(answer));
await new Promise((ready) => origin.listen(0, '127.0.0.1', ready));
writeFileSync(join(work, 'cover.png'), png(640, 400));

const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: [
    '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync',
  ],
});
const context = await browser.newContext({ viewport: { width: 1100, height: 900 }, acceptDownloads: true });
const tab = await context.newPage();
tab.setDefaultTimeout(PATIENCE);
const complaints = [];
tab.on('console', (message) => {
  if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
});
tab.on('pageerror', (failure) => complaints.push(String(failure)));

const transferCard = (name) => tab.locator('#transfers .card', { hasText: name }).first();
const storedCard = (name) => tab.locator('#stored .card', { hasText: name }).first();

async function send(file, kind) {
  await tab.check(`input[value=${kind}]`);
  await tab.setInputFiles('#files', join(work, file));
}

async function download(name) {
  const [saved] = await Promise.all([
    tab.waitForEvent('download'),
    storedCard(name).getByRole('link', { name: 'Download' }).click(),
  ]);
  const path = join(work, 'saved', saved.suggestedFilename());
  await saved.saveAs(path);
  return path;
}

function unzip(path) {
  const folder = `${path}.content`;
  mkdirSync(folder, { recursive: true });
  execFileSync('7z', ['x', '-bso0', '-bsp0', `-o${folder}`, path], { env: { ...process.env, LC_ALL: 'C.UTF-8' } });
  return digests(folder);
}

try {
  await tab.goto(page);
  check('the empty page says that nothing is stored', await tab.locator('#nothing').isVisible());
  await tab.screenshot({ path: join(shots, '1-empty.png'), fullPage: true });

  await send('castle.7z', 'archive');
  await transferCard('castle.7z').locator('text=Stored').waitFor();
  await storedCard('castle.7z').waitFor();
  const stages = await transferCard('castle.7z').locator('.stages .label').allTextContents();
  check('the stages are shown', ['Uploading', 'Repacking'].every((stage) => stages.includes(stage)), stages.join());
  const bars = await transferCard('castle.7z').locator('progress').evaluateAll((all) => all.map((bar) => bar.value));
  check('their bars are full', bars.every((value) => value === 100), bars.join());

  const zip = await download('castle.7z');
  check('the ZIP is saved under the name of what was sent', zip.endsWith('/castle.zip'), zip);
  check('it holds what was sent, byte for byte', sameFiles(unzip(zip), digests(join(work, 'mod'))));

  await send('cover.png', 'image');
  await storedCard('cover.png').waitFor();
  const picture = await storedCard('cover.png').locator('img').evaluate(async (image) => {
    await image.decode();
    return `${image.naturalWidth}x${image.naturalHeight}`;
  });
  check('the picture is shown from the storage server', picture === '640x400', picture);
  const webp = readFileSync(await download('cover.png'));
  check('it is a WebP', webp.toString('latin1', 0, 4) === 'RIFF' && webp.toString('latin1', 8, 12) === 'WEBP');

  await tab.fill('#url', `http://127.0.0.1:${origin.address().port}/files/fetched.7z`);
  await tab.getByRole('button', { name: 'Fetch' }).click();
  await storedCard('fetched.7z').waitFor();
  const fetched = unzip(await download('fetched.7z'));
  check('the fetched archive holds what the origin has', fetched['list.txt'] === digests(join(work, 'mod'))['list.txt']);

  await send('locked.7z', 'archive');
  await transferCard('locked.7z').locator('.reason').waitFor();
  const reason = await transferCard('locked.7z').locator('.reason').textContent();
  check('the encrypted archive is refused with its reason', /[Ee]ncrypted/.test(reason), reason);
  check('and is not listed', (await storedCard('locked.7z').count()) === 0);
  await transferCard('castle.7z').getByText('What Manager was told').click();
  await tab.screenshot({ path: join(shots, '2-stored.png'), fullPage: true });
  await transferCard('castle.7z').getByText('What Manager was told').click();

  await tab.uncheck('#allowed');
  const address = await storedCard('castle.7z').getByRole('link', { name: 'Download' }).getAttribute('href');
  await tab.waitForFunction(async () => (await (await fetch('/api/access')).json()).allowed === false);
  const denied = await context.request.get(address);
  check('the switch denies mod downloads', denied.status() === 403, String(denied.status()));
  await tab.check('#allowed');
  await tab.waitForFunction(async () => (await (await fetch('/api/access')).json()).allowed === true);

  await tab.setViewportSize({ width: 390, height: 844 });
  await tab.reload();
  await storedCard('castle.7z').waitFor();
  const width = await tab.evaluate(() => document.documentElement.scrollWidth);
  check('a phone needs no scrolling sideways', width <= 390, String(width));
  await send('castle.7z', 'archive');
  await send('locked.7z', 'archive');
  await transferCard('locked.7z').locator('.reason').waitFor();
  await transferCard('castle.7z').locator('text=Stored').waitFor();
  await tab.screenshot({ path: join(shots, '3-phone.png'), fullPage: true });
  await tab.emulateMedia({ colorScheme: 'dark' });
  await tab.setViewportSize({ width: 1100, height: 900 });
  await tab.screenshot({ path: join(shots, '4-dark.png'), fullPage: true });

  // Chromium itself reports each answer that is no success; the refused archive is one.
  const unexpected = complaints.filter((text) => !/status of 400/.test(text));
  check('the browser has nothing to complain about', unexpected.length === 0, unexpected.join(' | '));
} catch (failure) {
  check('the page did what was expected', false, String(failure));
  await tab.screenshot({ path: join(shots, 'failure.png'), fullPage: true });
} finally {
  await browser.close();
  origin.close();
}
console.log(`browser-check: ${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
