// Opens pages of the finished site in a real browser: their scripts run without an error, and draw what only they can draw.
// Arguments: the folder of the site, the browser.

import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import os from 'node:os';
import path from 'node:path';

const [folder, browser] = process.argv.slice(2);
const base = process.env.SITE_BASE ?? '/';
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.woff2': 'font/woff2' };
// The first page is the text of a diagram until its script has drawn it; a page of the API is the largest form of page.
const pages = [
  { file: 'design/scheduling/shutdown.html', drawn: /<div class="diagram"><svg/ },
  { file: 'api/HostedRuntime/IRuntime.html', drawn: /class="[^"]*outline-link/ },
];

const server = createServer((request, response) => {
  const file = path.join(folder, decodeURIComponent(new URL(request.url, 'http://localhost').pathname).slice(base.length - 1));
  if (!file.startsWith(path.resolve(folder)) || !existsSync(file) || statSync(file).isDirectory()) {
    response.writeHead(404).end();
    return;
  }

  response.writeHead(200, { 'content-type': types[path.extname(file)] ?? 'application/octet-stream' }).end(readFileSync(file));
});
await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));

let failed = false;
for (const { file, drawn } of pages) {
  const { dom, log } = await open(`http://127.0.0.1:${server.address().port}${base}${file}`);
  const errors = log.split('\n').filter(line => line.includes(':CONSOLE'));
  if (errors.length === 0 && drawn.test(dom))
    continue;
  failed = true;
  console.error(`${file}: ${errors.length > 0 ? errors.join('\n') : 'its scripts have not run.'}`);
}

server.close();
if (failed)
  process.exit(1);
console.log(`${pages.length} pages opened in a browser without an error.`);

function open(address) {
  const profile = mkdtempSync(path.join(os.tmpdir(), 'site-'));
  const arguments_ = ['--headless', '--no-sandbox', '--disable-gpu', '--enable-logging=stderr', `--user-data-dir=${profile}`, '--virtual-time-budget=10000', '--timeout=60000', '--dump-dom', address];
  return new Promise((resolve, reject) => {
    const process_ = spawn(browser, arguments_);
    let dom = '';
    let log = '';
    process_.stdout.on('data', data => (dom += data));
    process_.stderr.on('data', data => (log += data));
    process_.on('error', reject);
    process_.on('close', () => {
      rmSync(profile, { recursive: true, force: true });
      resolve({ dom, log });
    });
  });
}
