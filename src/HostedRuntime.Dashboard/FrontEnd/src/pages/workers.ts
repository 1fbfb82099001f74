import { clock, count, counted, rate, span } from '../data/format';
import type { LaneCell, Row } from '../data/wire';
import { h, type Child, type VNode } from '../view/dom';
import { lints, state } from '../view/marks';
import { openTask, type Context, type Page } from './page';

const narrow = 1150;
/** Of the columns, in pixels. The lane has the rest; in a narrow window it would have next to none. */
const widths = [130, 100, 210, 84, undefined, 84, 92, 84, 84, 72];
const narrowWidths = [110, 100, 150, 72, undefined, 76, 70, 76, 68];

/** A lane for each worker: what it polled in the last half minute. */
export class WorkersPage implements Page {
  draw(context: Context): Child[] {
    const { state: view } = context;
    const laneS = Number(view.meta.laneS ?? 30);
    const isNarrow = innerWidth < narrow;
    const all = view.rows;
    const [workers, stalled] = [all.filter((row) => row.isStall !== true), all.filter((row) => row.isStall === true)];
    if (workers.length === 0) {
      return [h('div.empty', null, h('h2', null, 'No workers'), h('p', null, 'A runtime of the flavor ThreadPool has no workers of its own. Workers appear here for the flavors MultiThread and CurrentThread.'))];
    }
    return [
      h('div.toolbar', { key: 'toolbar' },
        h('span.quiet', null, `Each lane shows the last ${laneS} s. The task of a worker is read ${rate(Number(view.meta.sampleHz ?? 0))} times a second while this page is open; shorter polls may be missed.`),
        h('span.total', { role: 'status' }, counted(workers.length, 'worker'), stalled.length > 0 && ` · ${counted(stalled.length, 'stall')}`)),
      h('div.scroller', { key: 'lanes', tabindex: '0', role: 'region', 'aria-label': 'Workers' },
        h('table.lanes', null,
          h('colgroup', null, (isNarrow ? narrowWidths : widths).map((width, index) => h('col', { key: String(index), style: width ? { width: `${width}px` } : {} }))),
          h('thead', null, h('tr', null,
            head('Worker', 'The runtime and the index of the worker'), head('State', 'What the worker does now'), head('Task', 'The task that the worker polls now'),
            head('For', 'How long the poll has lasted at least; empty for a short one', true), head(`Last ${laneS} s`, 'What the worker polled; a gap is idle time'),
            head('Polls/s', 'Polls in the last second', true), !isNarrow && head('Polls', 'Polls since the start', true), head('Steals', 'Tasks taken from other workers since the start', true),
            head('Parks', 'How often the worker went to sleep since the start', true), head('Queue', 'Tasks in the own queue of the worker', true))),
          h('tbody', null, workers.map((row) => workerRow(context, row, laneS, isNarrow)))),
        stalls(context, stalled)),
    ];
  }
}

/** The stalls since the page was opened, with what is known of the place where the task hangs. */
function stalls(context: Context, rows: Row[]): VNode {
  return h('section.stalls', { key: 'stalls', 'aria-label': 'Stalls' },
    h('h2', null, 'Stalls since the page was opened'),
    rows.length === 0
      ? h('p.quiet', null, 'None. A stall is a poll that lasts longer than StallThreshold: the task sleeps, computes or blocks where it should await.')
      : rows.map((row) => h('article.problem', { key: row.key, class: row.lasts ? 'is-error' : 'is-warning', 'data-key': row.key },
        h('h3', null, h('bdi', null, String(row.taskName)), h('span.quiet', null, ` on ${row.index === undefined ? 'a thread of' : 'worker'} ${row.runtime ?? ''} ${String(row.index ?? '')}, spawned at ${String(row.site)}`)),
        h('p', null, row.lasts ? `Lasts for ${span(Number(row.lastingS ?? 0) + context.state.sinceRow(row.key))}` : `Lasted at least ${span(Number(row.lastedS ?? 0))}`,
          `, since ${clock(Number(row.beganAtS))}. `, row.blockedIn ? `It is in ${String(row.blockedIn)}.` : 'It computes, or is in native code.'),
        row.stackText ? h('pre', { title: 'The async methods of the poll, the innermost first' }, String(row.stackText)) : h('p.quiet', null, 'The task has not been suspended before this poll, so no async method calls it.'))));
}

function head(text: string, title: string, isNumber = false): VNode {
  return h('th', { key: text, scope: 'col', title, class: isNumber ? 'number' : undefined }, h('span', null, text));
}

function workerRow(context: Context, row: Row, laneS: number, isNarrow: boolean): VNode {
  const { state: view } = context;
  const taskId = row.taskId as number | undefined;
  const polling = row.pollingForS as number | undefined;
  const severity = row.state === 'Stalled' ? 'is-error' : row.state === 'Blocked' ? 'is-warning' : undefined;
  const why = [row.blockedIn ? `blocked in ${String(row.blockedIn)}` : '', row.site ? `spawned at ${String(row.site)}` : ''].filter(Boolean).join(', ');
  return h('tr', { key: row.key, 'data-key': row.key, class: severity },
    row.index === undefined
      ? h('th', { scope: 'row', title: 'Its task blocks the thread, so another thread has got its core and runs the other tasks' }, `${row.runtime ?? ''} –`)
      : h('th', { scope: 'row', title: row.key }, `${row.runtime ?? ''} ${String(row.index)}`),
    h('td', null, state(String(row.state))),
    h('td', { title: why }, taskId === undefined ? '' : [
      h('button.link', { type: 'button', on: { click: () => context.open(openTask(row.runtime, taskId)) } }, String(row.taskName ?? `task ${taskId}`)),
      ' ', lints((row.lints as string[] | undefined) ?? [], undefined),
      row.blockedIn ? h('div.quiet', null, String(row.blockedIn)) : '',
    ]),
    h('td.number', null, polling === undefined ? '' : span(polling + view.sinceRow(row.key))),
    h('td.lane-cell', null, lane((row.lane as LaneCell[] | undefined) ?? [], view.atS, laneS)),
    h('td.number', null, rate(row.pollsPerS as number | undefined)),
    !isNarrow && h('td.number', null, count(row.polls as number | undefined)),
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
