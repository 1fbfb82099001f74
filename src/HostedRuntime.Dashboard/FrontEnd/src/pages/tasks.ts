import { count, counted, span } from '../data/format';
import type { Row } from '../data/wire';
import { h, type Child } from '../view/dom';
import { lintNames, lints, state } from '../view/marks';
import { Table, type Column } from '../view/table';
import { choice, clearFilters, filterField, isFiltered, sortBy } from './controls';
import { openTask, type Context, type Page } from './page';

/** All tasks, or groups of equal tasks. */
export class TasksPage implements Page {
  private readonly table = new Table();

  draw(context: Context): Child[] {
    const { state: view, route } = context;
    const isEnded = route.query.state === 'ended';
    const isGrouped = Boolean(route.query.group) && !isEnded;
    const noun = isGrouped ? 'group' : isEnded ? 'ended task' : 'task';
    const meta = view.meta as { alive?: number; tasksLeftOut?: number };
    return [
      h('div.toolbar', { key: 'toolbar' },
        filterField(context, 'Filter by name, id, wait or place'),
        choice(context, 'state', 'State', [['', 'all'], ['running', 'Running'], ['queued', 'Queued'], ['waiting', 'Waiting'], ['ended', 'Ended']]),
        !isEnded && choice(context, 'lint', 'Lint', [['', 'all'], ['any', 'with any lint'], ...Object.entries(lintNames).map(([code, name]) => [code, `${code} ${name}`] as const)]),
        !isEnded && choice(context, 'group', 'Group', [['', 'none'], ['name', 'by name'], ['stack', 'by equal stack']]),
        h('span.total', { role: 'status' },
          `${counted(view.count, noun)} shown`,
          view.leftOut > 0 && `, ${count(view.leftOut)} left out`,
          meta.alive !== undefined && ` · ${count(meta.alive)} alive`,
          Boolean(meta.tasksLeftOut) && h('span.is-warning', { title: 'The snapshot has a ceiling of tasks. The longest waiting ones are kept.' }, ` · ${count(meta.tasksLeftOut)} not in the snapshot`))),
      this.table.node({
        label: 'Tasks', columns: isEnded ? endedColumns : isGrouped ? groupColumns : columns, count: view.count,
        rowAt: (index) => view.rowAt(index), sinceRow: (key) => view.sinceRow(key),
        sort: route.query.sort ?? '', isDescending: route.query.desc === 'true', selected: selectedKey(route.query.open),
        onSort: (column) => sortBy(context, column),
        onOpen: (row) => context.open(this.nameOf(row)),
        empty: isEnded && !route.query.filter
          ? [h('h2', null, 'No task has ended since the page was opened'),
            h('p', null, 'A task appears here when a snapshot has seen it, one a second, and the next one has not. Shorter ones are only counted. '),
            Boolean(meta.tasksLeftOut) && h('p', null, 'There are more tasks than a snapshot holds, so the page cannot tell which ones have ended.'),
            clearFilters(context)].filter((part) => part !== false)
          : isFiltered(context)
          ? [h('h2', null, 'No task matches'), h('p', null, 'Other tasks may be alive. '), clearFilters(context)]
          : [h('h2', null, 'No task is alive'), h('p', null, 'A task appears here when the program calls Spawn, and goes when it ends.')],
      }),
    ];
  }

  openNameOf(context: Context, key: string): string | undefined {
    const row = context.state.row(key);
    return row && this.nameOf(row);
  }

  reveal(index: number): void {
    this.table.reveal(index);
  }

  private nameOf(row: Row): string {
    // A group opens the first of its tasks: all have the same place.
    return openTask(row.runtime, Number(row.exampleId ?? row.id));
  }
}

function selectedKey(open: string | undefined): string | undefined {
  return open?.startsWith('task:') ? open.slice(open.lastIndexOf(':') + 1) : undefined;
}

const text = (value: unknown): string => (value === undefined || value === null ? '' : String(value));
const grown = (value: unknown, sinceS: number): string => (typeof value === 'number' ? span(value + sinceS) : '');
const lintCell = (row: Row): Child => lints((row.lints as string[] | undefined) ?? [], row.lintSeverity as string | undefined);

const columns: Column[] = [
  { id: 'lints', head: 'Lint', title: 'What looks like a mistake', width: 106, canSort: true, cell: lintCell },
  { id: 'id', head: 'Id', title: 'The number of the task in this process', width: 80, isNumber: true, canSort: true, cell: (row) => text(row.id) },
  { id: 'name', head: 'Name', title: 'The name that the program gave the task', canSort: true, cell: (row) => (row.name ? h('bdi', null, text(row.name)) : h('span.quiet', null, '–')), cellTitle: (row) => text(row.label) },
  { id: 'state', head: 'State', title: 'Created, Queued, Running or Waiting', width: 92, canSort: true, cell: (row) => state(text(row.state)) },
  { id: 'ageS', head: 'Age', title: 'The time since the spawn', width: 92, isNumber: true, canSort: true, cell: (row, since) => grown(row.ageS, since) },
  { id: 'waitingForS', head: 'Waiting', title: 'How long the task has waited at least; the real time may be a second longer', width: 92, isNumber: true, canSort: true, cell: (row, since) => grown(row.waitingForS, since) },
  { id: 'waitsOn', head: 'Waits on', title: 'What the task waits for', canSort: true, cell: (row) => h('bdi', null, text(row.waitsOn)), cellTitle: (row) => text(row.waitsOn) },
  { id: 'polls', head: 'Polls', title: 'One for the start and one for each continuation', width: 84, isNumber: true, canSort: true, isOptional: true, cell: (row) => count(row.polls as number) },
  { id: 'busyS', head: 'Busy', title: 'The time inside polls. Measured only with RuntimeOptions.MeasureTaskTimes', width: 84, isNumber: true, canSort: true, isOptional: true, cell: (row) => span(row.busyS as number | undefined) || h('span.quiet', null, '–') },
  { id: 'site', head: 'Spawned at', title: 'The source file and line that spawned the task', width: 190, canSort: true, isOptional: true, cell: (row) => text(row.site), cellTitle: (row) => text(row.site) },
];

const endedColumns: Column[] = [
  { id: 'id', head: 'Id', title: 'The number of the task in this process', width: 80, isNumber: true, canSort: true, cell: (row) => text(row.id) },
  { id: 'name', head: 'Name', title: 'The name that the program gave the task', canSort: true, cell: (row) => (row.name ? h('bdi', null, text(row.name)) : h('span.quiet', null, '–')), cellTitle: (row) => text(row.label) },
  { id: 'endedAgoS', head: 'Ended', title: 'The time since the snapshot that missed the task first', width: 132, isNumber: true, canSort: true, cell: (row, since) => `${grown(row.endedAgoS, since)} ago` },
  { id: 'livedS', head: 'Lived', title: 'The age of the task in its last snapshot; it ended up to a second later', width: 92, isNumber: true, canSort: true, cell: (row) => span(row.livedS as number) },
  { id: 'polls', head: 'Polls', title: 'The polls until its last snapshot', width: 84, isNumber: true, canSort: true, cell: (row) => count(row.polls as number) },
  { id: 'waitsOn', head: 'Waited on', title: 'What the task waited for in its last snapshot', canSort: true, cell: (row) => h('bdi', null, text(row.waitsOn)), cellTitle: (row) => text(row.waitsOn) },
  { id: 'site', head: 'Spawned at', title: 'The source file and line that spawned the task', width: 190, canSort: true, isOptional: true, cell: (row) => text(row.site), cellTitle: (row) => text(row.site) },
];

const groupColumns: Column[] = [
  { id: 'lints', head: 'Lint', title: 'What looks like a mistake', width: 106, cell: lintCell },
  { id: 'count', head: 'Tasks', title: 'The number of tasks in the group', width: 84, isNumber: true, canSort: true, cell: (row) => count(row.count as number) },
  { id: 'label', head: 'Group', title: 'The name without its number, or the common wait', canSort: true, cell: (row) => h('bdi', null, text(row.label)), cellTitle: (row) => text(row.stack) || text(row.label) },
  { id: 'state', head: 'State', title: 'The states of the tasks', width: 190, cell: (row) => (/^\w+$/.test(text(row.state)) ? state(text(row.state)) : text(row.state)), cellTitle: (row) => text(row.state) },
  { id: 'longestS', head: 'Longest wait', title: 'How long the longest waiting task has waited at least', width: 110, isNumber: true, canSort: true, cell: (row, since) => grown(row.longestS, since) },
  { id: 'waitsOn', head: 'Waits on', title: 'What the first task of the group waits for', cell: (row) => h('bdi', null, text(row.waitsOn)), cellTitle: (row) => text(row.waitsOn) },
  { id: 'polls', head: 'Polls', title: 'The polls of all tasks of the group', width: 96, isNumber: true, canSort: true, isOptional: true, cell: (row) => count(row.polls as number) },
  { id: 'site', head: 'Spawned at', title: 'Where the first task of the group was spawned', width: 190, isOptional: true, cell: (row) => text(row.site), cellTitle: (row) => text(row.site) },
];
