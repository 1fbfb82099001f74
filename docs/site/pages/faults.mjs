// What is wrong with a finished site.

import path from 'node:path';

/**
 * Returns a line for each fault.
 * @param files The paths of all files of the site.
 * @param read Returns the text of a file.
 * @param base The path of the site on its server.
 */
export function faultsOf(files, read, base) {
  const faults = [];
  const pages = [...files].filter(file => file.endsWith('.html'));
  const texts = new Map(pages.map(file => [file, read(file)]));
  const ids = new Map(pages.map(file => [file, new Set([...texts.get(file).matchAll(/\sid="([^"]*)"/g)].map(match => decode(match[1])))]));
  for (const file of pages) {
    const text = texts.get(file);
    for (const [, attribute, address] of text.matchAll(/<a\s[^>]*?(href)="([^"]*)"/g))
      checkLink(file, attribute, decode(address));
    for (const [element, address] of text.matchAll(/<(?:script|img|source|iframe|link)\s[^>]*?(?:src|href)="([^"]*)"[^>]*>/g)) {
      if (!address.startsWith('data:') && !isLocal(address))
        faults.push(`${file} loads ${address}, which is on another server: ${element.slice(0, 60)}`);
    }

    if (file !== '404.html' && !files.has(file.replace(/\.html$/, '.md')))
      faults.push(`${file} has no Markdown next to it.`);
  }

  for (const file of [...files].filter(name => name.endsWith('.css'))) {
    for (const [, address] of read(file).matchAll(/url\(["']?([^)"']+)/g)) {
      if (/^(https?:)?\/\//.test(address))
        faults.push(`${file} loads ${address}, which is on another server.`);
    }
  }

  if (files.has('llms.txt')) {
    const listed = new Set([...read('llms.txt').matchAll(/\]\(([^)]+)\)/g)].map(match => match[1]));
    for (const address of listed) {
      if (!files.has(address))
        faults.push(`llms.txt names ${address}, which is not there.`);
    }

    for (const text of pages.map(file => file.replace(/\.html$/, '.md'))) {
      if (files.has(text) && !listed.has(text))
        faults.push(`llms.txt does not name ${text}.`);
    }
  } else {
    faults.push('There is no llms.txt.');
  }

  return faults;

  function checkLink(file, attribute, address) {
    if (!isLocal(address))
      return;
    const [before, anchor] = address.split('#');
    let target = before === '' ? file : before.startsWith('/') ? before.slice(base.length) : path.posix.join(path.posix.dirname(file), before);
    if (target === '' || target.endsWith('/'))
      target += 'index.html';
    if (!files.has(target) && files.has(`${target}.html`))
      target += '.html';
    if (!files.has(target))
      faults.push(`${file} links to ${address}, which is not there.`);
    else if (anchor && target.endsWith('.html') && !ids.get(target).has(decodeURIComponent(anchor)))
      faults.push(`${file} links to ${address}, but that page has no such heading.`);
  }
}

function isLocal(address) {
  return !/^([a-z]+:|\/\/)/.test(address);
}

function decode(text) {
  return text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
