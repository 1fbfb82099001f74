// The ids of headings, as GitHub makes them, so that a link works on GitHub and on the site. VitePress's own rule differs in numbers and points.

/** Returns the id of a heading from its text without marks. */
export function anchorOf(heading) {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}
