// Checks the finished site as a browser would see it: each link and each anchor leads somewhere, each page has its Markdown, and nothing is loaded from elsewhere.
// Argument: the folder of the site.

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { faultsOf } from './pages/faults.mjs';

const folder = process.argv[2];
const base = process.env.SITE_BASE ?? '/';
const files = new Set(
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/')),
);
const read = file => readFileSync(path.join(folder, file), 'utf8');
const faults = faultsOf(files, read, base);
for (const fault of faults)
  console.error(fault);
if (!existsSync(path.join(folder, 'index.html')) || faults.length > 0) {
  console.error(`The site has ${faults.length} faults.`);
  process.exit(1);
}

console.log(`${[...files].filter(file => file.endsWith('.html')).length} pages checked: links, anchors, Markdown, no address of another server that a browser would load.`);
