// All pages of the API, and what the sidebar of each namespace shows.

import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { pageOf } from '../pages/page.mjs';
import { ApiNames } from './names.mjs';
import { apiPage } from './page.mjs';

const kinds = { Class: 'Classes', Struct: 'Structs', Interface: 'Interfaces', Enum: 'Enums', Delegate: 'Delegates' };

/** Reads the pages that docfx has made. Returns the pages of the site, and for each namespace its page and its types by kind. */
export function apiPages(folder) {
  const texts = new Map(
    readdirSync(folder)
      .filter(name => name.endsWith('.md'))
      .sort()
      .map(name => [name, readFileSync(path.join(folder, name), 'utf8')]),
  );
  const names = new ApiNames(texts);
  const pages = [...texts].map(([file, text]) => pageOf(`api/${names.pageOf(file)}`, `the API's ${file}`, apiPage(text, names)));
  const namespaces = pages.filter(page => page.title.startsWith('Namespace ')).map(page => ({ page, name: page.title.slice('Namespace '.length), groups: groupsOf(page, pages) }));
  return { pages, namespaces };
}

function groupsOf(namespace, pages) {
  const folder = path.posix.dirname(namespace.path);
  const types = pages.filter(page => page !== namespace && path.posix.dirname(page.path) === folder);
  return Object.entries(kinds)
    .map(([kind, title]) => ({
      title,
      pages: types.filter(page => page.title.startsWith(`${kind} `)).map(page => ({ path: page.path, title: page.title.slice(kind.length + 1), description: page.description })),
    }))
    .filter(group => group.pages.length > 0);
}
