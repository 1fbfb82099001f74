// Reads the pages of the repository. They are on the site as they are; only links get the paths that pages have there.

import { readFileSync, readdirSync, existsSync } from 'node:fs';
import path from 'node:path';
import { pageOf, sitePathOf } from './page.mjs';

// Pages that are not in docs, with their names on the site.
const others = { 'src/HostedRuntime.Core/README.md': 'engine.md' };

/** Returns all pages, each with its links changed to those of the site. Throws if a link leads to no page. */
export function collect(root) {
  const names = [
    ...readdirSync(path.join(root, 'docs'), { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile() && entry.name.endsWith('.md'))
      .map(entry => path.relative(root, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'))
      .filter(name => !name.startsWith('docs/site/')),
    ...Object.keys(others),
  ].sort();
  const siteNames = new Map(names.map(name => [name, others[name] ?? sitePathOf(name.slice('docs/'.length))]));
  return names.map(name => pageOf(siteNames.get(name), name, relink(readFileSync(path.join(root, name), 'utf8').replaceAll('\r\n', '\n'), name, siteNames, root)));
}

/** Returns the text with its relative links changed. Code is left alone. */
export function relink(text, name, siteNames, root) {
  return text
    .split(/(^```[\s\S]*?^```|`[^`\n]+`)/m)
    .map((part, i) => (i % 2 === 1 ? part : part.replace(/(\]\()([^)\s#]+)(#[^)\s]*)?\)/g, (whole, open, target, heading) => open + target_(target, heading ?? '') + ')')))
    .join('');

  function target_(target, heading) {
    if (/^[a-z]+:/.test(target))
      return target + heading;
    const from = path.posix.dirname(siteNames.get(name));
    const repositoryPath = path.posix.join(path.posix.dirname(name), target).replace(/\/$/, '');
    const page = siteNames.get(repositoryPath) ?? siteNames.get(`${repositoryPath}/README.md`);
    if (page !== undefined)
      return relative(from, page) + heading;
    // Pictures and other files of docs are copied with their paths.
    if (repositoryPath.startsWith('docs/') && existsSync(path.join(root, repositoryPath)) && path.posix.extname(repositoryPath) !== '')
      return relative(from, repositoryPath.slice('docs/'.length)) + heading;
    throw new Error(`${name} links to ${target}, which is no page of the site: write the path as code, or make it a page in docs/site/pages/collect.mjs.`);
  }
}

function relative(from, to) {
  const link = path.posix.relative(from, to);
  return link.startsWith('.') ? link : `./${link}`;
}
