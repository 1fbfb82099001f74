import { count, counted, span } from '../data/format';
import { h, type Child } from '../view/dom';
import { Table, type Column } from '../view/table';
import { clearFilters, filterField, isFiltered, sortBy } from './controls';
import type { Context, Page } from './page';

/** The commands of the host, with the calls that run now. */
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
        sort: '', isDescending: false, selected: undefined, onSort: (column) => sortBy(context, column), onOpen: () => undefined,
        empty: isFiltered(context)
          ? [h('h2', null, 'No command matches'), clearFilters(context)]
          : [h('h2', null, 'No command'), h('p', null, 'A command appears here if a plugin has registered it.')],
      }),
    ];
  }
}

const text = (value: unknown): string => (value === undefined || value === null ? '' : String(value));

const columns: Column[] = [
  { id: 'name', head: 'Command', title: 'The name of the command', cell: (row) => h('bdi', null, text(row.name)), cellTitle: (row) => text(row.name) },
  { id: 'plugin', head: 'Plugin', title: 'The plugin that registered it', cell: (row) => text(row.plugin) },
  { id: 'runtime', head: 'Runtime', title: 'The runtime that runs its calls', cell: (row) => text(row.runtime) },
  { id: 'argumentsType', head: 'Arguments', title: 'The type of its arguments', cell: (row) => text(row.argumentsType) },
  { id: 'resultType', head: 'Result', title: 'The type of its result', cell: (row) => text(row.resultType) },
  { id: 'inFlight', head: 'In flight', title: 'Calls that run now', width: 96, isNumber: true, cell: (row) => count(row.inFlight as number) },
  { id: 'longestS', head: 'Longest call', title: 'How long the longest call that runs now has run', width: 120, isNumber: true, cell: (row, since) => (typeof row.longestS === 'number' ? span(row.longestS + since) : '') },
];
