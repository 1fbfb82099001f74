import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hashOf, parseRoute, streamUrl } from '../src/data/route';

test('an address survives its way there and back', () => {
  const route = { view: 'tasks' as const, query: { filter: 'a&b=<c> #?', state: 'waiting', open: 'task:default:7' } };
  assert.deepEqual(parseRoute(hashOf(route)), route);
});

test('an unknown page is the overview', () => assert.equal(parseRoute('#/nothing?x=1').view, 'overview'));

test('the stream gets the query of the server only', () => {
  assert.equal(streamUrl(parseRoute('#/tasks?filter=a%26b&sort=ageS&desc=true&open=task:x:1&other=1')), 'stream?view=tasks&filter=a%26b&sort=ageS&desc=true');
});

test('an empty value is left out', () => assert.equal(hashOf({ view: 'tasks', query: { filter: '', lint: 'any' } }), '#/tasks?lint=any'));
