// Which page is in which section, and in which order. A page that is not named here is put into the section of its folder, after those that are.

export const sections = [
  { title: 'Start', match: /^(index|getting-started|first-service)\.md$/, order: ['index.md', 'getting-started.md', 'first-service.md'] },
  { title: 'Concepts', match: /^(concepts\/|glossary\.md$)/, order: ['concepts/structured-concurrency.md', 'concepts/channels.md', 'concepts/select.md'] },
  {
    title: 'How-to',
    match: /^how-to\//,
    order: ['how-to/index.md', 'how-to/blocking-calls.md', 'how-to/background-work.md', 'how-to/limit-concurrency.md', 'how-to/periodic-work.md'],
  },
  {
    title: 'Coming from',
    nav: 'From',
    match: /^from-/,
    order: ['from-threadpool.md', 'from-channels.md', 'from-hangfire.md', 'from-tokio.md', 'from-tauri.md'],
  },
  // The pages of the API are in sidebars of their own, one for each namespace.
  { title: 'Reference', match: /^(?!design\/|rules\/)[^/]+\.md$|^api\/index\.md$/, order: ['configuration.md', 'api/index.md', 'performance.md', 'changelog.md'] },
  { title: 'Rules', match: /^rules\//, order: ['rules/index.md'] },
  { title: 'Messages', match: /^messages\.md$/, order: [] },
  { title: 'Design', match: /^(design\/|engine\.md$|contributing\.md$|influences\.md$)/, order: ['design/index.md', 'engine.md', 'contributing.md'] },
];

/** Returns the sections that have pages, each with its pages in order. Throws if a page has no section. */
export function divide(pages) {
  // The catch-all pattern of Reference has to be asked last.
  const asked = [...sections].sort((a, b) => Number(a.title === 'Reference') - Number(b.title === 'Reference'));
  const groups = new Map(sections.map(section => [section, []]));
  for (const page of pages) {
    const section = asked.find(candidate => candidate.match.test(page.path));
    if (section === undefined)
      throw new Error(`${page.source} is in no section of the site: add its folder to docs/site/pages/sections.mjs.`);
    groups.get(section).push(page);
  }

  return [...groups].filter(([, members]) => members.length > 0).map(([section, members]) => ({ ...section, pages: members.sort(byOrder(section.order)) }));
}

/** Returns the pages that are not in a folder of their section, and those that are, by the name of the folder: design/host/plugins.md in "Host". */
export function groupByFolder(pages) {
  const others = [];
  const groups = new Map();
  for (const page of pages) {
    const [, folder] = /^design\/([^/]+)\/[^/]+$/.exec(page.path) ?? [];
    if (folder === undefined) {
      others.push(page);
    } else {
      const name = folder[0].toUpperCase() + folder.slice(1);
      groups.set(name, [...(groups.get(name) ?? []), page]);
    }
  }

  return [others, groups];
}

function byOrder(order) {
  const rank = page => (order.includes(page.path) ? order.indexOf(page.path) : order.length);
  return (a, b) => rank(a) - rank(b) || a.path.localeCompare(b.path, 'en');
}
