// SPDX-License-Identifier: MPL-2.0
// Uses the admin page as an operator would. Arguments: address of the server, folder with the packages, folder for screenshots.
// The admin token and the secret that signs transfer tokens come in the environment.
import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [server, work, shots] = process.argv.slice(2);
const { CHECK_ADMIN_TOKEN: adminToken, CHECK_TRANSFER_SECRET: secret } = process.env;
const { chromium } = createRequire(join(work, 'node_modules', '_'))('playwright-core');
let passed = 0;
let failed = 0;

function check(what, right, detail = '') {
  if (right) passed += 1;
  else failed += 1;
  console.log(`${right ? 'ok    ' : 'FAILED'} ${what}${right || !detail ? '' : `: ${detail}`}`);
}

/** A transfer token (JWT, HS256). */
function transferToken(job) {
  const part = (object) => Buffer.from(JSON.stringify(object)).toString('base64url');
  const claims = { aud: 'storage', exp: Math.floor(Date.now() / 1000) + 600, job_id: job };
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

/** An upload of 8 MiB of which half is sent; its answer's status comes when it is cancelled. */
function halfAnUpload() {
  const name = encodeURIComponent('<img src=x onerror=alert(1)>.7z');
  const upload = request(`${server}/transfer/upload?token=${transferToken('job-to-cancel-1')}&filename=${name}`, {
    method: 'POST',
    headers: { 'Content-Length': 8 * 1024 * 1024 },
  });
  const answer = new Promise((resolve) => {
    upload.on('response', (response) => resolve(response.statusCode));
    upload.on('error', () => resolve(0));
  });
  upload.write(Buffer.alloc(4 * 1024 * 1024));
  return answer;
}

const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: [
    '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync',
  ],
});
const context = await browser.newContext({ viewport: { width: 1100, height: 900 } });
const tab = await context.newPage();
tab.setDefaultTimeout(60_000);
const complaints = [];
tab.on('console', (message) => {
  if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
});
tab.on('pageerror', (failure) => complaints.push(String(failure)));
tab.on('dialog', (dialog) => {
  complaints.push(`dialog: ${dialog.message()}`);
  dialog.dismiss();
});

const widthNeeded = () => tab.evaluate(() => document.documentElement.scrollWidth);
const shoot = (name) => tab.screenshot({ path: join(shots, `${name}.png`), fullPage: true });

try {
  await tab.goto(`${server}/admin/`);
  await tab.locator('#login').waitFor();
  check('the page asks for the token, and the field has the focus',
    await tab.evaluate(() => document.activeElement.id === 'token'));
  await tab.keyboard.type('wrong');
  await tab.keyboard.press('Enter');
  await tab.locator('#trouble').waitFor();
  check('a wrong token is told', /not the admin token/.test(await tab.locator('#trouble').textContent()));
  check('nothing is shown without it', await tab.locator('#view').isHidden());
  await shoot('admin-1-login');

  await tab.fill('#token', adminToken);
  await tab.getByRole('button', { name: 'Open' }).click();
  await tab.locator('#view').waitFor();
  await tab.locator('#live.on').waitFor();
  check('the session is in a cookie that scripts do not see', (await tab.evaluate(() => document.cookie)) === '');
  const [cookie] = await context.cookies(`${server}/admin/`);
  check('and that other sites do not send', cookie.httpOnly && cookie.sameSite === 'Strict' && cookie.path === '/admin');

  const answer = halfAnUpload();
  const row = tab.locator('#jobs tbody tr').first();
  await row.getByText('4.0 MiB of 8.0 MiB').waitFor();
  check('a job is seen while it comes in', /uploading/.test(await row.textContent()));
  await shoot('admin-2-job');

  await tab.setViewportSize({ width: 360, height: 740 });
  check('a phone needs no scrolling sideways', (await widthNeeded()) <= 360, String(await widthNeeded()));
  await shoot('admin-3-phone');

  const button = row.getByRole('button', { name: /Cancel job/ });
  await button.focus();
  await tab.keyboard.press('Enter');
  await tab.locator('#ask[open]').waitFor();
  await shoot('admin-4-ask');
  await tab.keyboard.press('Escape');
  await tab.locator('#ask:not([open])').waitFor({ state: 'attached' });
  check('Escape cancels nothing', await row.isVisible());
  await button.focus();
  await tab.keyboard.press('Enter');
  await tab.keyboard.press('Tab');
  const chosen = await tab.evaluate(() => document.activeElement.id);
  check('the keyboard gets to the answer', chosen === 'ask-yes', chosen);
  const outline = await tab.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
  await tab.keyboard.press('Enter');
  check('the upload that was cancelled gets its answer', (await answer) === 500);
  await tab.locator('#recent tbody tr', { hasText: 'cancelled by an operator' }).waitFor();
  check('and the job is among those that ended', (await tab.locator('#jobs tbody tr').count()) === 0);
  check('a button that has the focus shows it', outline !== 'none', outline);
  const heard = await tab.locator('#news').textContent();
  check('those who do not see it hear of it', /failed|cancelled/.test(heard), heard);
  await tab.locator('#callbacks tbody tr', { hasText: 'interrupted' }).waitFor();
  check('what Manager does not have is listed', await tab.getByRole('button', { name: /Tell Manager again/ }).isVisible());
  await tab.getByRole('button', { name: /Tell Manager again/ }).click();
  await tab.locator('#news', { hasText: 'told again' }).waitFor({ state: 'attached' });
  await tab.getByRole('button', { name: 'Sweep now' }).click();
  await tab.getByText(/Swept, \d+ removed/).waitFor();
  check('a sweep tells what it did', true);
  check('it still needs no scrolling sideways', (await widthNeeded()) <= 360, String(await widthNeeded()));
  await shoot('admin-5-phone-ended');

  await tab.emulateMedia({ colorScheme: 'dark' });
  await tab.setViewportSize({ width: 1100, height: 900 });
  check('nor does a wide window', (await widthNeeded()) <= 1100, String(await widthNeeded()));
  await shoot('admin-6-dark');

  await tab.reload();
  await tab.locator('#live.on').waitFor();
  check('the session outlives a reload', await tab.locator('#view').isVisible());
  await tab.getByRole('button', { name: 'Log out' }).click();
  await tab.locator('#login').waitFor();
  await tab.reload();
  await tab.locator('#login').waitFor();
  check('logging out ends it', await tab.locator('#view').isHidden());

  // Chromium itself reports each answer that is no success: before the session there are some.
  const unexpected = complaints.filter((text) => !/status of 40[13]/.test(text));
  check('the browser has nothing to complain about', unexpected.length === 0, unexpected.join(' | '));
} catch (failure) {
  check('the page did what was expected', false, String(failure));
  await shoot('admin-failure');
} finally {
  await browser.close();
}
console.log(`admin-check: ${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
