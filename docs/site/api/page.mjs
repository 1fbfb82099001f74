// Makes a page of the site from one of docfx: links and ids that VitePress knows, no lists of inherited members, and one link for all overloads of an extension.

import { enumFields, unescape } from './names.mjs';

/** Returns the page as Markdown. */
export function apiPage(text, names) {
  const sections = withFieldHeadings(text.replaceAll('\r\n', '\n'))
    .split(/(?=^#{1,6} )/m)
    .filter(section => !section.startsWith('#### Inherited Members'))
    .map(section => (section.startsWith('#### Extension Methods') ? oneLinkEach(section) : section));
  return (
    sections
      .join('')
      .split(/(^```[\s\S]*?^```)/m)
      .map((part, i) => (i % 2 === 1 ? part : prose(part, names)))
      .join('')
      .replace(/\n{3,}/g, '\n\n')
      .trimEnd() + '\n'
  );
}

function withFieldHeadings(text) {
  return enumFields(text).reduce((result, { line, id, name, value }) => result.replace(line, `### <a id="${id}"></a> ${name} = ${value}`), text);
}

function prose(text, names) {
  return text
    .replace(/<xref href="([^"]+)"[^>]*>(?:[^<]*)<\/xref>/g, (_, uid) => names.link(decodeURIComponent(uid).replaceAll('&lt;', '<').replaceAll('&gt;', '>')))
    .replace(/<\/?(p|ul)>/g, '\n\n')
    .replace(/<li>([\s\S]*?)<\/li>/g, (_, entry) => `\n- ${entry.trim()}\n`)
    .replace(/<pre><code[^>]*>([\s\S]*?)<\/code><\/pre>/g, (_, code) => `\n\n\`\`\`csharp\n${decode(code).trim()}\n\`\`\`\n\n`)
    .replace(/<code[^>]*>([^<]*)<\/code>/g, (_, code) => `\`${decode(code).replace(/\s+/g, ' ')}\``)
    // docfx takes the name of a part of a tuple for a member that Microsoft describes.
    .replace(/\[([^\]]+)\]\([^)\s]*system\.valuetuple[^)\s]*\)/g, '$1')
    .replace(/\]\(((?:[^()\\\s]|\\.)+)\)/g, (_, target) => `](${address(unescape(target), names)})`)
    .replace(/^(#+) <a id="([^"]+)"><\/a> (.+)$/gm, (_, marks, id, heading) => `${marks} ${generics(heading)} {#${id}}`)
    .replace(/^( +)(?=\[)/gm, '')
    .replace(/[<>]?(?:[A-Za-z0-9_.,? [\]]|\\>|<)*\\>/g, generics);
}

/** Writes a generic name so that no part of it looks like an element of HTML: docfx escapes only the closing mark. */
function generics(text) {
  return text.replace(/\\([(),.?])/g, '$1').replace(/(?<!\\)</g, '\\<').replaceAll('\\>', '>');
}

function address(target, names) {
  const [file, anchor] = target.split('#');
  const page = names.pageOf(file);
  if (page === undefined)
    return target;
  return `../${page}${anchor === undefined ? '' : `#${anchor}`}`;
}

function oneLinkEach(section) {
  const [heading, ...lines] = section.split('\n');
  const links = new Map();
  for (const [, name, target] of lines.join('\n').matchAll(/\[((?:[^\]\\]|\\.)+)\]\(((?:[^()\\\s]|\\.)+)\)/g)) {
    const short = unescape(name).replace(/[(<].*$/, '');
    if (!links.has(short))
      links.set(short, `[${short}](${target})`);
  }

  return `${heading}\n\n${[...links.values()].join(', ')}\n\n`;
}

function decode(text) {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}
