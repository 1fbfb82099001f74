// Makes the pages of the site from docs/ and from what docfx has written about the public members:
//   node prepare.mjs DOCS PAGES [REPOSITORY-URL]
// It mends the links that lead out of docs/, writes llms.txt, and copies each page as Markdown, for readers that are programs.
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, posix, relative } from 'node:path'
import { sections } from './sections.mjs'

const [docs, pages, repository = ''] = process.argv.slice(2)

function filesBelow(folder) {
  return readdirSync(folder).flatMap(name => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? filesBelow(path) : [relative(pages, path).replaceAll('\\', '/')]
  })
}

cpSync(docs, pages, { recursive: true, filter: path => !/[\\/](site|api)$/.test(path) })
cpSync('index.md', join(pages, 'index.md'))

const reference = filesBelow(join(pages, 'reference')).filter(file => file.endsWith('.md'))
const names = new Set(reference.map(file => posix.basename(file, '.md')))

// docfx leaves links inside of sentences as tags. A member has an anchor on the page of its type.
function linkOf(name) {
  const plain = name.replace(/\(.*$/, '')
  const short = plain.split('.').at(-1).replace(/[`-]\d+$/, '')
  let page = plain.replaceAll('`', '-')
  while (page.includes('.') && !names.has(page))
    page = page.slice(0, page.lastIndexOf('.'))
  return names.has(page) ? `[${short}](${page}.md)` : `\`${short}\``
}

for (const file of reference) {
  const text = readFileSync(join(pages, file), 'utf8')
    .replace(/<xref href="([^"]+)"[^>]*><\/xref>/g, (_, name) => linkOf(decodeURIComponent(name)))
    .replace(/#### Inherited Members\n[\s\S]*?(?=\n#|$)/g, '')
    .replace(/#### Extension Methods\n[\s\S]*?(?=\n#|$)/g, '')
    // The anchor of the title would be a part of its text in the side bar.
    .replace(/^# <a id="[^"]*"><\/a> /m, '# ')
  writeFileSync(join(pages, file), text)
}

const spaces = reference.filter(file => readFileSync(join(pages, file), 'utf8').startsWith('# Namespace '))
writeFileSync(join(pages, 'reference/index.md'), `# Public members\n\nAll public types, by namespace.\n\n${
  spaces.sort().map(file => `* [${posix.basename(file, '.md')}](${posix.basename(file)})`).join('\n')}\n`)

const listed = new Set(sections.flatMap(section => section.folder
  ? filesBelow(join(pages, section.folder)).filter(file => file.endsWith('.md'))
  : section.pages.map(page => `${page}.md`)))
const all = filesBelow(pages).filter(file => file.endsWith('.md') && !file.startsWith('.vitepress/'))
const lost = all.filter(file => !listed.has(file) && !file.startsWith('reference/') && file !== 'index.md')
const missing = [...listed].filter(file => !existsSync(join(pages, file)))
if (lost.length + missing.length > 0)
  throw new Error(`sections.mjs has no place for: ${lost.join(', ') || '-'}; it names pages that do not exist: ${missing.join(', ') || '-'}`)

for (const file of all) {
  const text = readFileSync(join(pages, file), 'utf8')
  // Sources are in the repository and not on the site. Without its address, their names stay as text.
  const mended = text.replace(/\[([^\]]+)\]\(((?:\.\.\/)+[^)]*)\)/g, (link, label, target) => {
    const path = posix.normalize(posix.join(posix.dirname(file), target.split('#')[0]))
    if (!path.startsWith('..'))
      return link
    return repository ? `[${label}](${repository}/blob/main/${path.replace(/^(\.\.\/)+/, '')})` : label
  }).replace(/\]\(design\/\)/g, '](design/task.md)')
  writeFileSync(join(pages, file), mended)
  const copy = join(pages, 'public', file)
  mkdirSync(dirname(copy), { recursive: true })
  writeFileSync(copy, mended)
}

function titleOf(file) {
  return (/^# (.+)$/m.exec(readFileSync(join(pages, file), 'utf8'))?.[1] ?? file).replaceAll('`', '')
}

const lines = ['# HostedRuntime', '', '> An async runtime for the .NET Generic Host: workers, a blocking pool and timers that a host owns; tasks with names, an orderly stop, diagnostics.', '']
for (const section of sections) {
  lines.push(`## ${section.text}`, '')
  const files = section.folder ? all.filter(file => file.startsWith(`${section.folder}/`)) : section.pages.map(page => `${page}.md`)
  lines.push(...files.map(file => `- [${titleOf(file)}](/${file})`), '')
}

writeFileSync(join(pages, 'public/llms.txt'), lines.join('\n'))
console.log(`${all.length} pages, of which ${reference.length} are about public members.`)
