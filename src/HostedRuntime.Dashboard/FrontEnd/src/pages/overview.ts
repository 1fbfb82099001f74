import { bytes, count, counted, rate, span } from '../data/format';
import type { OverviewRow, WorkerCell } from '../data/wire';
import { h, type Child, type VNode } from '../view/dom';
import { state, workerCell } from '../view/marks';
import { Plot, type Series } from '../view/plot';
import type { Context, Page } from './page';
import { problems } from './problems';

interface Plots {
  tasks: Plot;
  spawned: Plot;
  polls: Plot;
}

/** One strip for each runtime, with the problems above all strips. */
export class OverviewPage implements Page {
  private readonly plots = new Map<string, Plots>();

  draw(context: Context): Child[] {
    const rows = context.state.rows as OverviewRow[];
    if (rows.length === 0) {
      return [h('div.empty', null, h('h2', null, 'No runtime'), h('p', null, 'This process has no runtime yet. A runtime appears here when AddAsyncRuntime() or AsyncRuntime.Create() has made it.'))];
    }
    return [
      h('div.overview', null,
        problems(context, rows),
        rows.map((row) => this.strip(row, context.state.sinceRow(row.key))),
        processLine(context.state.meta)),
    ];
  }

  close(): void {
    for (const plots of this.plots.values()) {
      Object.values(plots).forEach((plot: Plot) => plot.destroy());
    }
  }

  private strip(row: OverviewRow, sinceS: number): VNode {
    return h('section.strip', { key: row.key, 'aria-label': `Runtime ${row.key}` },
      h('header', null, h('h2', { title: row.key }, row.key), h('span.quiet', null, `${row.state} · ${row.flavor} · up ${span(row.uptimeS + sinceS)}`)),
      h('dl.figures', null,
        figure('Alive', 'Tasks that have not ended', count(row.alive)),
        figure('Running', 'Tasks that a thread polls now', count(row.byState.running)),
        figure('Queued', 'Tasks that are ready and wait for a thread', count(row.byState.queued)),
        figure('Waiting', 'Tasks that are suspended in an await', count(row.byState.waiting)),
        figure('Blocked', 'Tasks that keep their worker without computing, or too long: workers in the state Blocked or Stalled', count(row.workers.filter(({ state: name }) => name === 'Blocked' || name === 'Stalled').length)),
        figure('Spawned/s', 'Tasks spawned in the last second', rate(row.spawnedPerS)),
        figure('Ended/s', 'Tasks ended in the last second', rate(row.endedPerS)),
        figure('Polls/s', 'Polls in the last second. A poll runs a task until it suspends or ends', rate(row.pollsPerS)),
        figure('Delay p50', 'Scheduling delay: half of the tasks waited at most this long from ready to polled', span(row.delayP50S) || '–'),
        figure('Delay p99', 'Scheduling delay: 99 of 100 tasks waited at most this long from ready to polled', span(row.delayP99S) || '–'),
        figure('Blocking', 'Threads of the blocking pool that work, of all that it has', `${row.blocking.threads - row.blocking.idle} of ${row.blocking.threads}`),
        figure('Pool queue', 'Blocking tasks that wait for a thread', count(row.blocking.queued)),
        figure('Extra threads', 'Threads that stand in for workers that are blocked or stalled', count(row.extraThreads)),
        figure('Timers', 'Timers, including idle ones that are kept for their next use', count(row.timers) || '–')),
      workers(row.workers),
      this.plotsOf(row));
  }

  private plotsOf(row: OverviewRow): VNode | false {
    const { history } = row;
    if (!history) {
      return false;
    }
    let plots = this.plots.get(row.key);
    if (!plots) {
      const whole = (value: number | null): string => count(value) || '–';
      plots = { tasks: new Plot(whole), spawned: new Plot(rate), polls: new Plot(rate) };
      this.plots.set(row.key, plots);
    }
    const plot = (name: string, title: string, plot: Plot, series: Series[]): VNode =>
      h('figure', { key: name }, h('figcaption', { title }, name), h('div.plot', { draw: (element) => plot.draw(element, history.t, series) }));
    return h('div.plots', { key: 'plots' },
      plot('Tasks', 'Tasks that have not ended. The dashed line has those that are in no queue: they wait, or a worker polls them', plots.tasks, [{ label: 'alive', colour: 'series1', values: history.alive }, { label: 'waiting', colour: 'series2', values: history.waiting }]),
      plot('Spawned a second', 'Tasks spawned in each second', plots.spawned, [{ label: 'spawned', colour: 'series1', values: history.spawned }]),
      plot('Polls a second', 'Polls in each second. A poll runs a task until it suspends or ends', plots.polls, [{ label: 'polls', colour: 'series1', values: history.polls }]));
  }
}

function figure(name: string, title: string, value: string): VNode {
  return h('div', { key: name, title }, h('dt', null, name), h('dd', null, value));
}

function workers(cells: WorkerCell[]): VNode {
  if (cells.length === 0) {
    return h('p.workers.quiet', { key: 'workers' }, 'The ThreadPool runs the tasks, so this runtime has no workers of its own.');
  }
  const states = new Map<string, number>();
  for (const { state: name } of cells) {
    states.set(name, (states.get(name) ?? 0) + 1);
  }
  return h('div.workers', { key: 'workers' },
    h('span.quiet', null, counted(cells.length, 'worker')),
    h('span.cells', null, cells.map((cell) => workerCell(cell.index, cell.state, cell.taskName))),
    h('span.quiet', null, [...states].sort().map(([name, number]) => h('span.share', { key: name }, state(name), ` ${number}`))));
}

function processLine(meta: Record<string, unknown>): VNode {
  const number = (name: string): number | undefined => (typeof meta[name] === 'number' ? meta[name] : undefined);
  return h('dl.figures.process', { key: 'process', 'aria-label': 'Process' },
    figure('GC heap', 'Size of the managed heap of the process', bytes(number('gcHeapBytes'))),
    figure('GC pause', 'Time for which the garbage collector stopped the process in the last second', span(number('gcPauseS')) || '–'),
    figure('CPU', 'Processor time of the process in the last second; 100 % is all processors together', number('cpuPercent') === undefined ? '–' : `${Math.round(number('cpuPercent')!)} %`),
    figure('Viewers', 'Open pages of this dashboard', count(number('viewers')) || '–'),
    figure('Capture', 'What the last snapshot for this page took', number('captureMs') === undefined ? '–' : span(number('captureMs')! / 1000)));
}
