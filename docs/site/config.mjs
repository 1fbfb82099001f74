import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig } from 'vitepress'
import { sections } from '../../sections.mjs'

const pages = join(import.meta.dirname, '..')

function titleOf(page) {
  const title = /^# (.+)$/m.exec(readFileSync(join(pages, `${page}.md`), 'utf8'))?.[1] ?? page
  return title.split(':')[0].replaceAll('`', '')
}

function itemsOf(section) {
  const names = section.folder
    ? readdirSync(join(pages, section.folder)).filter(name => name.endsWith('.md')).map(name => `${section.folder}/${name.slice(0, -3)}`)
    : section.pages
  return names.map(name => ({ text: titleOf(name), link: `/${name}` }))
}

// Dead links are errors, which is the default. Fonts are those of the machine, so a page loads nothing from another site.
export default defineConfig({
  title: 'HostedRuntime',
  description: 'An async runtime for the .NET Generic Host',
  cleanUrls: true,
  lastUpdated: false,
  // The copies for readers that are programs are files and not pages.
  srcExclude: ['public/**'],
  head: [['link', { rel: 'icon', href: '/icon.svg' }]],
  markdown: { theme: { light: 'github-light', dark: 'github-dark' } },
  vite: { build: { chunkSizeWarningLimit: 2000 } },
  themeConfig: {
    logo: '/icon.svg',
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Start', link: '/getting-started' },
      { text: 'Concepts', link: '/concepts/structured-concurrency' },
      { text: 'Messages', link: '/messages' },
      { text: 'Reference', link: '/reference/index' },
    ],
    sidebar: sections.map(section => ({ text: section.text, collapsed: section.folder !== undefined, items: itemsOf(section) })),
  },
})
