import assert from 'node:assert/strict';
import test from 'node:test';
import { anchorOf } from '../pages/anchor.mjs';
import { relink } from '../pages/collect.mjs';
import { llmsText } from '../pages/llms.mjs';
import { pageOf, shortTitle, sitePathOf } from '../pages/page.mjs';
import { divide, groupByFolder } from '../pages/sections.mjs';

const page = path => ({ path, source: `docs/${path}`, title: path, description: '' });

test('anchorOf of a heading equals the id on GitHub', () => {
  assert.equal(anchorOf('20 DeadlockFound'), '20-deadlockfound');
  assert.equal(anchorOf("From tokio's select!"), 'from-tokios-select');
  assert.equal(anchorOf('Oneshot: one word, and more'), 'oneshot-one-word-and-more');
});

test('pageOf takes title and first sentences as plain text', () => {
  const made = pageOf('a.md', 'docs/a.md', '# Read `Channel<T>`: [how](b.md)\n\n```sh\nx\n```\n\nTakes **one** `List<int>`. See [b](b.md).\n');
  assert.equal(made.title, 'Read Channel<T>: how');
  assert.equal(made.description, 'Takes one List<int>. See b.');
});

test('pageOf without a title names the file', () => {
  assert.throws(() => pageOf('a.md', 'docs/a.md', 'text'), /docs\/a\.md has no title/);
});

test('shortTitle keeps the text of a rule and cuts the others', () => {
  assert.equal(shortTitle('HRT001: await the handle'), 'HRT001: await the handle');
  assert.equal(shortTitle('From tauri::async_runtime'), 'From tauri::async_runtime');
  assert.equal(shortTitle('Select: wait for one of several events'), 'Select');
});

test('sitePathOf makes an index of a README', () => {
  assert.equal(sitePathOf('design/README.md'), 'design/index.md');
  assert.equal(sitePathOf('design/task.md'), 'design/task.md');
});

test('relink changes links and leaves code alone', () => {
  const names = new Map([['docs/a.md', 'a.md'], ['docs/design/README.md', 'design/index.md'], ['src/Core/README.md', 'engine.md']]);
  const text = 'See [x](design/), [y](../src/Core/README.md#parts), [z](https://example.com), [w](#here) and `[v](nowhere.md)`.\n\n```\n[u](nowhere.md)\n```\n';
  assert.equal(
    relink(text, 'docs/a.md', names, '/none'),
    'See [x](./design/index.md), [y](./engine.md#parts), [z](https://example.com), [w](#here) and `[v](nowhere.md)`.\n\n```\n[u](nowhere.md)\n```\n',
  );
});

test('relink of a link to no page names both files', () => {
  assert.throws(() => relink('[x](b.md)', 'docs/a.md', new Map([['docs/a.md', 'a.md']]), '/none'), /docs\/a\.md links to b\.md/);
});

test('divide puts each page into its section, and new pages behind the named ones', () => {
  const sections = divide(['concepts/testing.md', 'concepts/channels.md', 'rules/HRT001.md', 'versioning.md', 'configuration.md', 'index.md', 'messages.md'].map(page));
  const found = Object.fromEntries(sections.map(section => [section.title, section.pages.map(({ path }) => path)]));
  assert.deepEqual(found, {
    Start: ['index.md'],
    Concepts: ['concepts/channels.md', 'concepts/testing.md'],
    Reference: ['configuration.md', 'versioning.md'],
    Rules: ['rules/HRT001.md'],
    Messages: ['messages.md'],
  });
});

test('groupByFolder keeps the order, and names a group by its folder', () => {
  const [others, groups] = groupByFolder(['design/index.md', 'design/host/host.md', 'engine.md', 'design/host/plugins.md', 'design/waiting/time.md'].map(page));
  assert.deepEqual(others.map(({ path }) => path), ['design/index.md', 'engine.md']);
  assert.deepEqual([...groups].map(([name, pages]) => [name, pages.length]), [['Host', 2], ['Waiting', 1]]);
});

test('divide of a page in an unknown folder throws', () => {
  assert.throws(() => divide([page('recipes/a.md')]), /docs\/recipes\/a\.md is in no section/);
});

test('llmsText has a line for each page', () => {
  const text = llmsText({ description: 'All of it.' }, [{ title: 'Start', pages: [{ title: 'Home', path: 'index.md', description: 'Begins.' }] }], [page('api/X/index.md')]);
  assert.match(text, /^# HostedRuntime\n\n> All of it\.\n/);
  assert.match(text, /## Start\n\n- \[Home\]\(index\.md\): Begins\.\n/);
  assert.match(text, /- \[api\/X\/index\.md\]\(api\/X\/index\.md\)\n$/);
});
