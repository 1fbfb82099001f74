// The settings of VitePress. The build copies this file and the theme to where it lays out the pages.

import { readFileSync } from 'node:fs';
import { anchorOf } from './anchor.mjs';

const site = JSON.parse(readFileSync(new URL('../site.json', import.meta.url), 'utf8'));

// A block of Mermaid becomes a component of the theme.
function drawDiagrams(markdown) {
  const fence = markdown.renderer.rules.fence;
  markdown.renderer.rules.fence = (tokens, index, ...rest) =>
    tokens[index].info.trim() === 'mermaid' ? `<MermaidDiagram code="${encodeURIComponent(tokens[index].content)}" />` : fence(tokens, index, ...rest);
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
    // The browser enforces that a page loads nothing from elsewhere. VitePress has small scripts in its pages.
    ['meta', { 'http-equiv': 'Content-Security-Policy', content: "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:" }],
    ['link', { rel: 'icon', href: 'data:,' }],
  ],
  markdown: {
    anchor: { slugify: anchorOf },
    config: drawDiagrams,
    theme: { light: 'github-light', dark: 'github-dark' },
  },
  themeConfig: {
    nav: site.nav,
    sidebar: site.sidebar,
    outline: { level: [2, 3] },
    search: { provider: 'local' },
    docFooter: { prev: 'Before', next: 'Next' },
  },
  transformPageData(page) {
    page.description = site.descriptions[page.relativePath] ?? '';
  },
};
