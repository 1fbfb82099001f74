// Where a type or member is described: on a page of the site, in Microsoft's reference, or nowhere.

/** The pages that docfx has made, found by uid. */
export class ApiNames {
  #files = new Map();
  #anchors = new Map();

  /** @param pages Maps a file name of docfx, as in "HostedRuntime.Channels.Receiver-1.md", to its text. */
  constructor(pages) {
    for (const [file, text] of pages) {
      const namespace = /^Namespace: \[([^\]]+)\]/m.exec(text)?.[1].replaceAll('\\', '') ?? file.slice(0, -'.md'.length);
      const rest = file.slice(namespace.length + 1);
      const page = `${namespace}/${rest === 'md' ? 'index.md' : rest}`;
      this.#files.set(file, page);
      for (const [, id, heading] of text.matchAll(/^#+ <a id="([^"]+)"><\/a> (.+)$/gm))
        this.#anchors.set(id, { page, isPage: text.startsWith(`# <a id="${id}">`), name: nameOf(heading) });
      for (const { id, name } of enumFields(text))
        this.#anchors.set(id, { page, isPage: false, name });
    }
  }

  /** Returns the path of docfx's file below the folder of the API. */
  pageOf(file) {
    return this.#files.get(file);
  }

  /** Returns a link in Markdown to what a uid names; seen from a page in a folder of a namespace. */
  link(uid) {
    const plain = uid.replace(/\*$/, '');
    const own = this.#anchors.get(plain.replace(/[^A-Za-z0-9]/g, '_'));
    if (own !== undefined)
      return `[\`${own.name}\`](../${own.page}${own.isPage ? '' : `#${plain.replace(/[^A-Za-z0-9]/g, '_')}`})`;
    // The members of the types come without parameters in Microsoft's addresses.
    const short = plain.replace(/\(.*$/, '').replace(/``?\d+/g, '').split('.').slice(/\(/.test(plain) ? -2 : -1).join('.');
    if (/^(System|Microsoft)\./.test(plain))
      return `[\`${short}\`](https://learn.microsoft.com/dotnet/api/${plain.replace(/\(.*$/, '').replace(/``\d+$/, '').replaceAll('`', '-').toLowerCase()})`;
    if (plain.startsWith('HostedRuntime'))
      throw new Error(`The XML documentation names ${uid}, which is not in the public API.`);
    return `\`${short}\``;
  }
}

/** Returns the values of an enumeration, which docfx lists without ids. */
export function enumFields(text) {
  const type = /^# <a id="([^"]+)"><\/a> Enum /.exec(text);
  return type === null ? [] : [...text.matchAll(/^`(\w+) = (\S+)` *$/gm)].map(([line, name, value]) => ({ line, id: `${type[1]}_${name}`, name, value }));
}

/** Returns the name of a type or member from the heading of docfx: `Class Receiver<T\>` is `Receiver<T>`, `Close\(\)` is `Close`. */
function nameOf(heading) {
  return unescape(heading)
    .replace(/^(Namespace|Class|Struct|Interface|Enum|Delegate) /, '')
    .replace(/\(.*$/, '');
}

/** Removes the backslashes in front of marks. */
export function unescape(text) {
  return text.replace(/\\([^A-Za-z0-9\s])/g, '$1');
}
