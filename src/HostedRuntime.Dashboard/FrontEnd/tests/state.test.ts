import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ViewState } from '../src/data/state';
import type { History, Row, ViewEvent } from '../src/data/wire';

function event(seq: number, rows: Row[], more: Partial<ViewEvent> = {}): ViewEvent {
  return { seq, at: new Date(seq * 1000).toISOString(), view: 'tasks', runtimes: ['default'], rows, gone: [], leftOut: 0, meta: {}, ...more };
}

const keysOf = (state: ViewState): string[] => state.rows.map((row) => row.key);

test('delta removes gone rows, replaces changed ones and appends new ones', () => {
  const state = new ViewState();
  state.snapshot(event(1, [{ key: 'a', polls: 1 }, { key: 'b' }, { key: 'c' }]));
  state.delta(event(2, [{ key: 'a', polls: 2 }, { key: 'd' }], { gone: ['b'] }));
  assert.deepEqual(keysOf(state), ['a', 'c', 'd']);
  assert.equal(state.row('a')?.polls, 2);
  assert.equal(state.seq, 2);
});

test('delta with an order puts the rows into it', () => {
  const state = new ViewState();
  state.snapshot(event(1, [{ key: 'a' }, { key: 'b' }]));
  state.delta(event(2, [{ key: 'c' }], { order: ['c', 'b', 'a'] }));
  assert.deepEqual(keysOf(state), ['c', 'b', 'a']);
});

test('a key that is gone and new in one delta is one row', () => {
  const state = new ViewState();
  state.snapshot(event(1, [{ key: 'a', polls: 1 }, { key: 'b' }]));
  state.delta(event(2, [{ key: 'a', polls: 9 }], { gone: ['a'] }));
  assert.deepEqual(keysOf(state), ['b', 'a']);
});

test('snapshot after a reconnect leaves no row of before', () => {
  const state = new ViewState();
  state.snapshot(event(1, [{ key: 'ghost' }]));
  state.snapshot(event(7, [{ key: 'a' }]));
  assert.deepEqual(keysOf(state), ['a']);
});

test('sinceRow grows until the row is sent again', () => {
  const state = new ViewState();
  state.snapshot(event(10, [{ key: 'a', ageS: 1 }]));
  state.delta(event(13, []));
  assert.equal(state.sinceRow('a'), 3);
  state.heartbeat({ seq: 15, at: new Date(15_000).toISOString() });
  assert.equal(state.sinceRow('a'), 5);
  state.delta(event(16, [{ key: 'a', ageS: 7 }]));
  assert.equal(state.sinceRow('a'), 0);
});

test('history joins new points once and keeps 300', () => {
  const points = (from: number, count: number): History => {
    const t = Array.from({ length: count }, (_, index) => from + index);
    return { t, alive: t, spawned: t, polls: t.map(() => null), waiting: t };
  };
  const state = new ViewState();
  state.snapshot(event(1, [{ key: 'default', history: points(0, 300) }]));
  state.delta(event(2, [{ key: 'default', history: points(299, 2) }]));
  const joined = state.row('default')!.history as History;
  assert.equal(joined.t.length, 300);
  assert.deepEqual([joined.t[0], joined.t.at(-1)], [1, 300]);
  state.delta(event(3, [{ key: 'default' }]));
  assert.equal((state.row('default')!.history as History).t.length, 300);
});
