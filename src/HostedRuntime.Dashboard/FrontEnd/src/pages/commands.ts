import { count, counted, span } from '../data/format';
import { h, type Child } from '../view/dom';
import { Table, type Column } from '../view/table';
import { clearFilters, filterField, isFiltered, sortBy } from './controls';
import type { Context, Page } from './page';

/** The commands of the host, with the counts of their calls. */
export class CommandsPage implements Page {
  private readonly table = new Table();

  draw(context: Context): Child[] {
    const { state: view } = context;
    return [
      h('div.toolbar', { key: 'toolbar' },
        filterField(context, 'Filter by name or plugin'),
        h('span.total', { role: 'status' }, `${counted(view.count, 'command')} shown`, view.leftOut > 0 && `, ${count(view.leftOut)} left out`)),
      this.table.node({
        label: 'Commands', columns, count: view.count, rowAt: (index) => view.rowAt(index), sinceRow: (key) => view.sinceRow(key),
        sort: context.route.query.sort ?? '', isDescending: context.route.query.desc === 'true', selected: undefined, onSort: (column) => sortBy(context, column), onOpen: () => undefined,
        empty: isFiltered(context)
          ? [h('h2', null, 'No command matches'), clearFilters(context)]
          : [h('h2', null, 'No command'), h('p', null, 'A command appears here if the application or a plugin has added it by AddCommand().')],
      }),
    ];
  }
}

const text = (value: unknown): string => (value === undefined || value === null ? '' : String(value));

const counts = (value: unknown): Child => (value ? count(value as number) : h('span.quiet', null, '0'));
const duration = (value: unknown): Child => (typeof value === 'number' ? span(value) : h('span.quiet', null, '–'));

const columns: Column[] = [
  { id: 'name', head: 'Command', title: 'The name of the command', canSort: true, cell: (row) => h('bdi', null, text(row.name)), cellTitle: (row) => text(row.name) },
  { id: 'plugin', head: 'Plugin', title: 'The plugin that the command belongs to; empty for a command of the application', width: 120, canSort: true, isOptional: true, cell: (row) => text(row.plugin) },
  { id: 'runtime', head: 'Runtime', title: 'The runtime that runs its calls', width: 110, canSort: true, isOptional: true, cell: (row) => text(row.runtime) },
  { id: 'argumentsType', head: 'Arguments', title: 'The type of its arguments', width: 120, isOptional: true, cell: (row) => text(row.argumentsType) || h('span.quiet', null, 'none') },
  { id: 'resultType', head: 'Result', title: 'The type of its result', width: 120, isOptional: true, cell: (row) => text(row.resultType) || h('span.quiet', null, 'none') },
  { id: 'calls', head: 'Calls', title: 'Calls that have begun since the start of the host', width: 92, isNumber: true, canSort: true, cell: (row) => counts(row.calls) },
  {
    id: 'failures', head: 'Failures', title: 'Calls that ended with an error since the start of the host', width: 92, isNumber: true, canSort: true,
    cell: (row) => (row.failures ? h('strong.is-error', null, `✕ ${count(row.failures as number)}`) : counts(row.failures)),
  },
  { id: 'cancellations', head: 'Canceled', title: 'Calls that ended because their callers cancelled them', width: 92, isNumber: true, canSort: true, isOptional: true, cell: (row) => counts(row.cancellations) },
  { id: 'p50S', head: 'p50', title: 'Half of the ended calls took at most this long. Up to a quarter too long, because durations are counted in buckets', width: 84, isNumber: true, canSort: true, cell: (row) => duration(row.p50S) },
  { id: 'p99S', head: 'p99', title: '99 of 100 ended calls took at most this long. Up to a quarter too long, because durations are counted in buckets', width: 84, isNumber: true, canSort: true, cell: (row) => duration(row.p99S) },
  { id: 'inFlight', head: 'In flight', title: 'Calls that run now', width: 92, isNumber: true, canSort: true, cell: (row) => counts(row.inFlight) },
  { id: 'longestS', head: 'Longest now', title: 'How long the longest call that runs now has run', width: 110, isNumber: true, canSort: true, cell: (row, since) => (typeof row.longestS === 'number' ? span(row.longestS + since) : '') },
];
