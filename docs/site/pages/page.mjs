// What a page says about itself: its title, and the first sentences as its description.

import path from 'node:path';

/**
 * Makes a page of the site.
 * @param file The path on the site, with slashes: `concepts/select.md`.
 * @param source The path in the repository.
 */
export function pageOf(file, source, text) {
  return { path: file, source, text, title: titleOf(text, source), description: descriptionOf(text) };
}

/** Returns the name of a page in a list: its title up to the colon. A title such as "HRT001: ..." stays whole, because a code alone says nothing. */
export function shortTitle(title) {
  return /^[A-Z]+\d+:/.test(title) ? title : title.split(': ')[0];
}

/** Returns the path of a page of the repository on the site. */
export function sitePathOf(name) {
  return path.posix.join(path.posix.dirname(name), path.posix.basename(name).replace(/^README\.md$/, 'index.md'));
}

/** Returns Markdown as plain text. Code keeps its marks, such as those of generic types. */
export function plain(markdown) {
  return markdown
    .replace(/!?\[((?:[^\]\\]|\\.)*)\]\([^)]*\)/g, '$1')
    .split(/`([^`]+)`/)
    .map((part, i) => (i % 2 === 1 ? part : prose(part)))
    .join('')
    .replace(/\s+/g, ' ')
    .trim();
}

function prose(text) {
  return text
    .replace(/(?<!\\)<\/?[a-z][^>]*>/g, '')
    .replaceAll('**', '')
    .replace(/\\([<>()[\]#_*\\-])/g, '$1');
}

function titleOf(text, source) {
  const heading = /^# (.+)$/m.exec(text);
  if (heading === null)
    throw new Error(`${source} has no title: begin it with a line "# ...".`);
  return plain(heading[1].replace(/\{#[^}]*\}/, ''));
}

function descriptionOf(text) {
  const paragraph = text
    .replace(/^```[\s\S]*?^```/gm, '')
    .split(/^# .+$/m)[1]
    .split(/\n\s*\n/)
    .map(part => part.trim())
    .find(part => /^[\p{L}`*[]/u.test(part) && !/^(Namespace|Assembly): /.test(part));
  if (paragraph === undefined)
    return '';
  // The words in front of a paragraph, such as "Context." on a design page, name a part of the page.
  const sentences = plain(paragraph.replace(/^\*\*[\w ]+\.\*\* /, '')).match(/.+?[.?!:](?=\s|$)|.+$/g);
  let description = sentences[0];
  for (const sentence of sentences.slice(1)) {
    if (description.length + sentence.length > 200)
      break;
    description += sentence;
  }

  return description.replace(/:$/, '.');
}
