import { count, counted, rate, span } from '../data/format';
import type { Holder, Row } from '../data/wire';
import { h, type Child } from '../view/dom';
import { lints } from '../view/marks';
import { Table, type Column } from '../view/table';
import { choice, clearFilters, filterField, isFiltered, sortBy } from './controls';
import { openResource, type Context, type Page } from './page';

const kinds = ['Mutex', 'ReaderWriterLock', 'Semaphore', 'Notify', 'Barrier', 'OnceCell', 'Mpsc', 'Broadcast', 'Watch', 'DelayQueue'];

/** Locks, channels and the other objects that tasks wait for. */
export class ResourcesPage implements Page {
  private readonly table = new Table();

  draw(context: Context): Child[] {
    const { state: view, route } = context;
    const { open } = route.query;
    const total = view.meta.total as number | undefined;
    return [
      h('div.toolbar', { key: 'toolbar' },
        filterField(context, 'Filter by name, state or holder'),
        choice(context, 'state', 'Kind', [['', 'all'], ...kinds.map((kind) => [kind, kind] as const)]),
        choice(context, 'lint', 'Lint', [['', 'all'], ['any', 'with any lint']]),
        h('span.total', { role: 'status' }, `${counted(view.count, 'resource')} shown`, view.leftOut > 0 && `, ${count(view.leftOut)} left out`, total !== undefined && ` of ${count(total)}`)),
      this.table.node({
        label: 'Resources', columns, count: view.count,
        rowAt: (index) => view.rowAt(index), sinceRow: (key) => view.sinceRow(key),
        sort: route.query.sort ?? '', isDescending: route.query.desc === 'true', selected: open?.startsWith('resource:') ? open.slice(9) : undefined,
        onSort: (column) => sortBy(context, column),
        onOpen: (row) => context.open(openResource(Number(row.id))),
        empty: isFiltered(context)
          ? [h('h2', null, 'No resource matches'), h('p', null, 'Other locks and channels may exist. '), clearFilters(context)]
          : [h('h2', null, 'No lock or channel'), h('p', null, 'A resource appears here if the program gave it a name, or while a task waits in it.')],
      }),
    ];
  }

  openNameOf(_: Context, key: string): string {
    return openResource(Number(key));
  }

  reveal(index: number): void {
    this.table.reveal(index);
  }
}

const text = (value: unknown): string => (value === undefined || value === null ? '' : String(value));

function fill(row: Row): Child {
  const { depth, capacity } = row as { depth?: number; capacity?: number };
  if (depth === undefined) {
    return '';
  }
  if (!capacity) {
    return h('span.fill', null, h('span.fill-text', null, count(depth)));
  }
  const share = Math.min(1, depth / capacity);
  return h('span.fill', { role: 'img', 'aria-label': `${depth} of ${capacity}` },
    h('span.bar', { class: row.noConsumer === true ? 'is-stuck' : share >= 0.9 ? 'is-full' : undefined }, h('i', { style: { width: `${(share * 100).toFixed(1)}%` } })),
    h('span.fill-text', null, `${count(depth)} / ${count(capacity)}`));
}

function holders(row: Row): Child {
  const all = (row.holders as Holder[] | undefined) ?? [];
  return h('bdi', null, all.map((holder) => `${holder.label}${holder.hasEnded ? ' (ended)' : ''}`).join(', '));
}

/** Whether a channel has no place left for those that wait. Counts of permits and participants say less. */
const hasNoRoom = (row: Row): boolean => row.kind === 'Mpsc' && Number(row.capacity) > 0 && Number(row.depth) >= Number(row.capacity) && Number(row.waiters) > 0;

function badge(row: Row): Child {
  if (row.noConsumer === true) {
    return h('span.badge', { title: 'The channel is full, and nothing reads from it (HR006), or its receiver is lost (HR007)' }, 'no consumer');
  }
  return hasNoRoom(row) ? h('span.badge.is-warning', { title: 'The channel is full, and tasks wait for room. Open the row to see which' }, 'full') : '';
}

/** The column of the depth has the places already. */
const rest = (row: Row): string => text(row.state).replace(/^\d+ of \d+ places taken, /, '');

const columns: Column[] = [
  { id: 'lints', head: 'Lint', title: 'What looks like a mistake', width: 106, canSort: true, cell: (row) => lints((row.lints as string[] | undefined) ?? [], row.lintSeverity as string | undefined) },
  { id: 'kind', head: 'Kind', title: 'The kind of the resource', width: 128, canSort: true, cell: (row) => text(row.kind) },
  { id: 'name', head: 'Name', title: 'The name that the program gave the resource', canSort: true, cell: (row) => (row.name ? h('bdi', null, text(row.name)) : h('span.quiet', null, `#${text(row.id)}`)), cellTitle: (row) => text(row.label) },
  {
    id: 'state', head: 'State', title: 'The state in a few words', canSort: true, cellTitle: (row) => text(row.state),
    // The badge first: the text is long, and its end may be out of sight.
    cell: (row) => [badge(row), rest(row)],
  },
  { id: 'depth', head: 'Depth', title: 'Items or taken permits, of the places or permits', width: 170, canSort: true, cell: fill },
  { id: 'holders', head: 'Holders', title: 'Tasks that hold the resource', canSort: true, cell: holders, cellTitle: (row) => ((row.holders as Holder[] | undefined) ?? []).map((holder) => `${holder.label}: ${holder.what}`).join('\n') },
  { id: 'waiters', head: 'Waiters', title: 'Tasks and other code that wait in the resource', width: 84, isNumber: true, canSort: true, cell: (row) => count(row.waiters as number) },
  { id: 'longestWaitS', head: 'Longest wait', title: 'How long the longest waiter has waited at least', width: 112, isNumber: true, canSort: true, cell: (row, since) => (typeof row.longestWaitS === 'number' ? span(row.longestWaitS + since) : '') },
  { id: 'sentPerS', head: 'Sent/s', title: 'Items sent in the last second', width: 84, isNumber: true, canSort: true, isOptional: true, cell: (row) => (row.sentPerS === undefined ? '' : rate(row.sentPerS as number)) },
  { id: 'receivedPerS', head: 'Received/s', title: 'Items received in the last second', width: 96, isNumber: true, canSort: true, isOptional: true, cell: (row) => (row.receivedPerS === undefined ? '' : rate(row.receivedPerS as number)) },
];
