import { count, counted, rate, span } from '../data/format';
import type { LaneCell, Row } from '../data/wire';
import { h, type Child, type VNode } from '../view/dom';
import { lints, state } from '../view/marks';
import { openTask, type Context, type Page } from './page';

/** A lane for each worker: what it polled in the last half minute. */
export class WorkersPage implements Page {
  draw(context: Context): Child[] {
    const { state: view } = context;
    const laneS = Number(view.meta.laneS ?? 30);
    if (view.count === 0) {
      return [h('div.empty', null, h('h2', null, 'No workers'), h('p', null, 'A runtime of the flavor ThreadPool has no workers of its own. Workers appear here for the flavors MultiThread and CurrentThread.'))];
    }
    return [
      h('div.toolbar', { key: 'toolbar' },
        h('span.quiet', null, `Each lane shows the last ${laneS} s. The task of a worker is read ${rate(Number(view.meta.sampleHz ?? 0))} times a second while this page is open; shorter polls may be missed.`),
        h('span.total', { role: 'status' }, counted(view.count, 'worker'))),
      h('div.scroller', { key: 'lanes', tabindex: '0', role: 'region', 'aria-label': 'Workers' },
        h('table.lanes', null,
          h('colgroup', null, [150, 100, 220, 92, undefined, 84, 92, 92, 84].map((width, index) => h('col', { key: String(index), style: width ? { width: `${width}px` } : {} }))),
          h('thead', null, h('tr', null,
            head('Worker', 'The runtime and the index of the worker'), head('State', 'What the worker does now'), head('Task', 'The task that the worker polls now'),
            head('For', 'How long the poll has lasted at least; empty for a short one', true), head(`Last ${laneS} s`, 'What the worker polled; a gap is idle time'),
            head('Polls/s', 'Polls in the last second', true), head('Steals', 'Tasks taken from other workers since the start', true),
            head('Parks', 'How often the worker went to sleep since the start', true), head('Queue', 'Tasks in the own queue of the worker', true))),
          h('tbody', null, view.rows.map((row) => workerRow(context, row, laneS))))),
    ];
  }
}

function head(text: string, title: string, isNumber = false): VNode {
  return h('th', { key: text, scope: 'col', title, class: isNumber ? 'number' : undefined }, h('span', null, text));
}

function workerRow(context: Context, row: Row, laneS: number): VNode {
  const { state: view } = context;
  const taskId = row.taskId as number | undefined;
  const polling = row.pollingForS as number | undefined;
  const severity = row.state === 'Stalled' ? 'is-error' : row.state === 'Blocked' ? 'is-warning' : undefined;
  const why = [row.blockedIn ? `blocked in ${String(row.blockedIn)}` : '', row.site ? `spawned at ${String(row.site)}` : ''].filter(Boolean).join(', ');
  return h('tr', { key: row.key, 'data-key': row.key, class: severity },
    h('th', { scope: 'row', title: row.key }, `${row.runtime ?? ''} ${String(row.index)}`),
    h('td', null, state(String(row.state))),
    h('td', { title: why }, taskId === undefined ? '' : [
      h('button.link', { type: 'button', on: { click: () => context.open(openTask(row.runtime, taskId)) } }, String(row.taskName ?? `task ${taskId}`)),
      ' ', lints((row.lints as string[] | undefined) ?? [], undefined),
      row.blockedIn ? h('div.quiet', null, String(row.blockedIn)) : '',
    ]),
    h('td.number', null, polling === undefined ? '' : span(polling + view.sinceRow(row.key))),
    h('td.lane-cell', null, lane((row.lane as LaneCell[] | undefined) ?? [], view.atS, laneS)),
    h('td.number', null, rate(row.pollsPerS as number | undefined)),
    h('td.number', null, count(row.steals as number | undefined)),
    h('td.number', null, count(row.parks as number | undefined)),
    h('td.number', null, count(row.queueDepth as number | undefined)));
}

function lane(cells: LaneCell[], nowS: number, laneS: number): VNode {
  const from = nowS - laneS;
  const percent = (value: number): string => `${(Math.max(0, Math.min(1, value)) * 100).toFixed(2)}%`;
  return h('div.lane', { role: 'img', 'aria-label': `Polled: ${[...new Set(cells.map((cell) => cell.task ?? 'a task'))].join(', ') || 'nothing'}` },
    cells.filter((cell) => cell.toS > from).map((cell) => {
      const start = Math.max(from, cell.fromS);
      const name = cell.task ?? 'a task';
      return h('span.poll', {
        key: `${cell.fromS}`, class: `hue${hueOf(name)}`, title: `${name}: ${span(cell.toS - cell.fromS)}, busy ${Math.round(cell.busy * 100)} %`,
        style: { left: percent((start - from) / laneS), width: percent((cell.toS - start) / laneS), opacity: String(0.35 + 0.65 * Math.max(0, Math.min(1, cell.busy))) },
      }, (cell.toS - start) / laneS > 0.08 ? name : '');
    }));
}

/** Tasks of one name have one colour. The number at the end of a name does not count. */
function hueOf(name: string): number {
  let hash = 7;
  for (const character of name.replace(/[\d\s#_:./-]+$/, '')) {
    hash = (hash * 31 + character.codePointAt(0)!) >>> 0;
  }
  return hash % 8;
}
