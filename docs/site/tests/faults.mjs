import assert from 'node:assert/strict';
import test from 'node:test';
import { faultsOf } from '../pages/faults.mjs';

const whole = {
  'index.html': '<h1 id="top">x</h1><a href="/b.html#part">b</a><a href="./c/">c</a><a href="https://example.com">e</a><script src="/x.js"></script>',
  'index.md': '# x',
  'b.html': '<a class="y" href="/index.html#top">a</a><h2 id="part">p</h2>',
  'b.md': '# b',
  'c/index.html': '<a href="../b">b</a>',
  'c/index.md': '# c',
  'x.css': 'a{background:url(/font.woff2)}',
  'llms.txt': '- [x](index.md) [b](b.md) [c](c/index.md)',
};

const faults = (changes, base = '/') => {
  const site = Object.entries({ ...whole, ...changes }).filter(([, text]) => text !== undefined);
  return faultsOf(new Set(site.map(([file]) => file)), file => new Map(site).get(file), base);
};

test('faultsOf a whole site is empty', () => assert.deepEqual(faults({}), []));

test('faultsOf a site below a path is empty', () => {
  assert.deepEqual(faults({ 'index.html': '<h1 id="top">x</h1><a href="/docs/b.html#part">b</a>', 'b.html': '<h2 id="part">p</h2><a href="/docs/">a</a>' }, '/docs/'), []);
});

for (const [name, changes, expected] of [
  ['a dead link', { 'b.html': '<h2 id="part">p</h2><a href="/gone.html">g</a>' }, /b\.html links to \/gone\.html, which is not there/],
  ['a dead anchor', { 'b.html': '<h2 id="other">p</h2>' }, /index\.html links to \/b\.html#part, but that page has no such heading/],
  ['a foreign script', { 'c/index.html': '<script async src="https://example.com/a.js"></script>' }, /loads https:\/\/example\.com\/a\.js, which is on another server/],
  ['a foreign font', { 'x.css': '@font-face{src:url("//example.com/f.woff2")}' }, /x\.css loads \/\/example\.com\/f\.woff2/],
  ['a page without Markdown', { 'c/index.md': undefined, 'llms.txt': '- [x](index.md) [b](b.md)' }, /c\/index\.html has no Markdown next to it/],
  ['a wrong entry of llms.txt', { 'llms.txt': '- [x](index.md) [b](b.md) [c](c/index.md) [g](gone.md)' }, /llms\.txt names gone\.md/],
  ['a page that llms.txt leaves out', { 'llms.txt': '- [x](index.md) [b](b.md)' }, /llms\.txt does not name c\/index\.md/],
  ['no llms.txt', { 'llms.txt': undefined }, /There is no llms\.txt/],
]) {
  test(`faultsOf a site with ${name} names it`, () => {
    const found = faults(changes);
    assert.equal(found.length, 1, found.join('\n'));
    assert.match(found[0], expected);
  });
}
