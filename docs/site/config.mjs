// The settings of VitePress. The build copies this file and the theme to where it lays out the pages.

import { readFileSync } from 'node:fs';
import { anchorOf } from './anchor.mjs';

const site = JSON.parse(readFileSync(new URL('../site.json', import.meta.url), 'utf8'));

function addForms(markdown) {
  const rules = markdown.renderer.rules;
  const fence = rules.fence;
  // A block of Mermaid becomes a component of the theme.
  rules.fence = (tokens, index, ...rest) =>
    tokens[index].info.trim() === 'mermaid' ? `<MermaidDiagram code="${encodeURIComponent(tokens[index].content)}" />` : fence(tokens, index, ...rest);
  // A table scrolls inside its box, so a wide one never makes the page wider than the screen. The box can be scrolled by keys.
  rules.table_open = () => '<div class="table" tabindex="0"><table>\n';
  rules.table_close = () => '</table></div>\n';
}

export default {
  title: 'HostedRuntime',
  description: site.summary,
  lang: 'en',
  // Where the site is on its server, as in /hostedruntime/.
  base: process.env.SITE_BASE ?? '/',
  srcDir: './pages',
  srcExclude: ['public/**'],
  outDir: '../html',
  ignoreDeadLinks: false,
  metaChunk: true,
  head: [
    // The browser enforces that a page loads nothing from elsewhere. VitePress has small scripts in its pages, and makes functions of these settings from text.
    ['meta', { 'http-equiv': 'Content-Security-Policy', content: "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data:" }],
    ['link', { rel: 'icon', href: 'data:,' }],
  ],
  markdown: {
    anchor: { slugify: anchorOf },
    config: addForms,
    theme: { light: 'github-light', dark: 'github-dark' },
  },
  themeConfig: {
    nav: site.nav,
    sidebar: site.sidebar,
    outline: { level: [2, 3] },
    search: {
      provider: 'local',
      options: {
        miniSearch: {
          searchOptions: {
            // A reader who searches for a word wants the page that explains it before the members that have it in their names.
            boostDocument: id => (id.includes('/api/') ? 0.25 : 1),
            // A code such as HRT004 is not a misspelt HRT005.
            fuzzy: term => (/\d/.test(term) ? false : 0.2),
          },
        },
      },
    },
    docFooter: { prev: 'Before', next: 'Next' },
  },
  transformPageData(page) {
    page.description = site.descriptions[page.relativePath] ?? '';
  },
};
