import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, count, counted, rate, span } from '../src/data/format';

test('span has units that fit', () => {
  const shown = [0, 0.000_000_4, 0.000_35, 0.000_999_9, 0.0042, 0.012, 0.999_6, 4.24, 59.96, 185, 3600, 7815, 86_400 * 5 + 3600 * 3].map(span);
  assert.deepEqual(shown, ['0 s', '1 µs', '350 µs', '1.0 ms', '4.2 ms', '12 ms', '1.0 s', '4.2 s', '1 min 00 s', '3 min 05 s', '1 h 00 min', '2 h 10 min', '5 d 3 h']);
});

test('absent values are empty or a dash', () => {
  assert.deepEqual([span(undefined), count(undefined), rate(undefined), bytes(undefined)], ['', '', '–', '–']);
});

test('count and rate have commas', () => {
  assert.deepEqual([count(1_234_567), rate(0), rate(0.04), rate(2.5), rate(12_345.6)], ['1,234,567', '0', '<0.1', '2.5', '12,346']);
});

test('bytes has units of 1024', () => assert.deepEqual([0, 1023, 1536, 200 * 1024 ** 2].map(bytes), ['0 B', '1023 B', '1.5 KiB', '200 MiB']));

test('counted takes the plural', () => assert.deepEqual([counted(1, 'task'), counted(0, 'task'), counted(2, 'case')], ['1 task', '0 tasks', '2 cases']));
