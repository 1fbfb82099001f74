// llms.txt: the list of all pages for a program that reads them, with the links to their Markdown.

/** Returns the text of llms.txt. Links are relative to it. */
export function llmsText(home, sections, api) {
  const lines = ['# HostedRuntime', '', `> ${home.description}`, '', 'Each page of the site has its Markdown next to it, with the extension .md.'];
  for (const section of sections)
    lines.push('', `## ${section.title}`, '', ...section.pages.map(entry));
  lines.push('', '## API', '', ...api.map(entry));
  return lines.join('\n') + '\n';
}

function entry(page) {
  return `- [${page.title}](${page.path})${page.description === '' ? '' : `: ${page.description}`}`;
}
