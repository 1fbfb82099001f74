import type { History, Row, ViewEvent } from './wire';

const mostPoints = 300;

interface Entry {
  row: Row;
  /** The time of the event that carried the row, in seconds. Spans in the row grow from there. */
  atS: number;
}

/** The rows of a view: the last snapshot and the deltas since. */
export class ViewState {
  private readonly entries = new Map<string, Entry>();
  private keys: string[] = [];

  seq = 0;
  atS = 0;
  runtimes: string[] = [];
  leftOut = 0;
  meta: Record<string, unknown> = {};
  hasSnapshot = false;

  get rows(): Row[] {
    return this.keys.map((key) => this.entries.get(key)!.row);
  }

  get count(): number {
    return this.keys.length;
  }

  row(key: string): Row | undefined {
    return this.entries.get(key)?.row;
  }

  rowAt(index: number): Row | undefined {
    const key = this.keys[index];
    return key === undefined ? undefined : this.row(key);
  }

  indexOf(key: string): number {
    return this.keys.indexOf(key);
  }

  /** Seconds that have passed between the event that carried the row and the newest event. */
  sinceRow(key: string): number {
    const entry = this.entries.get(key);
    return entry ? Math.max(0, this.atS - entry.atS) : 0;
  }

  snapshot(event: ViewEvent): void {
    this.entries.clear();
    this.keys = [];
    this.hasSnapshot = true;
    this.merge(event);
  }

  delta(event: ViewEvent): void {
    for (const key of event.gone) {
      this.entries.delete(key);
    }
    this.keys = this.keys.filter((key) => this.entries.has(key));
    this.merge(event);
  }

  heartbeat(event: { seq: number; at: string }): void {
    this.seq = event.seq;
    this.atS = secondsOf(event.at);
  }

  private merge(event: ViewEvent): void {
    this.heartbeat(event);
    for (const row of event.rows) {
      const known = this.entries.get(row.key);
      if (!known) {
        this.keys.push(row.key);
      }
      joinHistory(known?.row, row);
      this.entries.set(row.key, { row, atS: this.atS });
    }
    if (event.order) {
      this.keys = event.order.filter((key) => this.entries.has(key));
    }
    this.runtimes = event.runtimes;
    this.leftOut = event.leftOut;
    this.meta = event.meta;
  }
}

/** A delta has only the newest points of the plots. They follow the points that the page has. */
function joinHistory(known: Row | undefined, row: Row): void {
  const before = known?.history as History | undefined;
  if (!before) {
    return;
  }
  const added = row.history as History | undefined;
  if (!added) {
    row.history = before;
    return;
  }
  const last = before.t.at(-1) ?? -Infinity;
  const from = added.t.findIndex((time) => time > last);
  const join = <T>(old: T[], more: T[]): T[] => (from < 0 ? old : [...old, ...more.slice(from)].slice(-mostPoints));
  row.history = {
    t: join(before.t, added.t),
    alive: join(before.alive, added.alive),
    spawned: join(before.spawned, added.spawned),
    polls: join(before.polls, added.polls),
    waiting: join(before.waiting, added.waiting),
  } satisfies History;
}

function secondsOf(text: string): number {
  return new Date(text).getTime() / 1000;
}
