// Lays out the source of the site: all pages with the links that they have there, and a file that says what the menus show.
// Arguments: the root of the repository, docfx's pages, the output folder.

import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { apiPages } from './api/pages.mjs';
import { collect } from './pages/collect.mjs';
import { llmsText } from './pages/llms.mjs';
import { shortTitle } from './pages/page.mjs';
import { divide, groupByFolder } from './pages/sections.mjs';

const [root, docfx, output] = process.argv.slice(2);
const pagesFolder = path.join(output, 'pages');
rmSync(pagesFolder, { recursive: true, force: true });

const api = apiPages(docfx);
const guides = collect(root);
const overview = guides.find(page => page.path === 'api/index.md');
// The page says in a table what each namespace is for.
const purposes = new Map([...overview.text.matchAll(/^\| `([\w.]+)` \|.*\| ([^|]+) \|$/gm)].map(match => [match[1], match[2]]));
for (const { page, name } of api.namespaces)
  page.description = purposes.get(name) ?? '';
overview.text += `\n${api.namespaces.map(namespaceText).join('\n')}`;
const sections = divide(guides);
const home = guides.find(page => page.path === 'index.md');

for (const page of [...guides, ...api.pages])
  write(path.join(pagesFolder, page.path), page.text);
// Files of the folder "public" are on the site as they are. The Markdown of a page is next to the page.
for (const page of [...guides, ...api.pages])
  write(path.join(pagesFolder, 'public', page.path), page.text);
write(path.join(pagesFolder, 'public', 'llms.txt'), llmsText(home, sections, api.namespaces.flatMap(({ page, groups }) => [page, ...groups.flatMap(group => group.pages)])));
if (existsSync(path.join(root, 'docs/images')))
  cpSync(path.join(root, 'docs/images'), path.join(pagesFolder, 'images'), { recursive: true });
const schema = 'ConfigurationSchema.json';
cpSync(path.join(root, 'src/HostedRuntime', schema), path.join(pagesFolder, 'public', schema));
write(path.join(output, 'site.json'), JSON.stringify({ nav: nav(), sidebar: sidebar(), descriptions: Object.fromEntries([...guides, ...api.pages].map(page => [page.path, page.description])), summary: home.description }));
console.log(`${guides.length} pages of the repository and ${api.pages.length} of the API, in ${sections.length} sections.`);


function namespaceText({ page, name, groups }) {
  const types = groups.flatMap(group => group.pages).sort((a, b) => a.title.localeCompare(b.title, 'en'));
  const links = types.map(type => `[${type.title.replaceAll('<', '\\<')}](./${path.posix.relative('api', type.path)})`);
  return `### [${name}](./${path.posix.relative('api', page.path)})\n\n${links.join(', ')}\n`;
}

function nav() {
  return sections.map(section => ({
    text: section.nav ?? section.title,
    ...(section.title === 'Coming from' || section.title === 'Reference'
      ? { items: section.pages.map(item), activeMatch: activeMatch(section) }
      : { link: link(section.pages[0]), activeMatch: activeMatch(section) }),
  }));
}

// A section is the present one on each of its pages; the section with the API also in the folders of the namespaces.
function activeMatch(section) {
  return `^/(${section.pages.map(page => (page.path === 'index.md' ? '(index\\.html)?$' : page.path.replace(/(index)?\.md$/, ''))).join('|')})`;
}

function sidebar() {
  const guide = sections.map(section =>
    section.pages.length === 1 ? item(section.pages[0]) : { text: section.title, collapsed: section.title === 'Design' || section.title === 'Rules', items: grouped(section.pages) },
  );
  const folders = api.namespaces.map(({ page, name, groups }) => [
    `/${path.posix.dirname(page.path)}/`,
    [
      { text: 'All namespaces', link: link(overview) },
      { text: name, link: link(page), items: groups.map(group => ({ text: group.title, collapsed: false, items: group.pages.map(type => ({ text: escapeHtml(type.title), link: link(type) })) })) },
    ],
  ]);
  return { ...Object.fromEntries(folders), '/': guide };
}

// Pages in a folder below the folder of their section are a group with its name, behind the others.
function grouped(pages) {
  const [others, groups] = groupByFolder(pages);
  return [...others.map(item), ...[...groups].map(([folder, members]) => ({ text: folder, collapsed: true, items: members.map(item) }))];
}

function item(page) {
  return { text: escapeHtml(/^(|how-to\/|design\/|rules\/)index\.md$/.test(page.path) ? 'Overview' : shortTitle(page.title)), link: link(page) };
}

// The menus of VitePress show their texts as HTML.
function escapeHtml(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

function link(page) {
  return '/' + page.path.replace(/(^|\/)index\.md$/, '$1').replace(/\.md$/, '');
}

function write(file, text) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}
