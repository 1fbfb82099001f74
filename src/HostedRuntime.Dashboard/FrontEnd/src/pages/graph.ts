import { count, counted } from '../data/format';
import { h, type Child } from '../view/dom';
import { readPicture } from '../view/picture';
import { clearFilters, filterField, isFiltered } from './controls';
import { openResource, openTask, type Context, type Page } from './page';

/** Who waits for whom, as the server drew it. */
export class GraphPage implements Page {
  private drawn = '';

  draw(context: Context): Child[] {
    const { state: view, route } = context;
    const row = view.row('graph');
    const svg = String(row?.svg ?? '');
    const [nodes, cycles, leftOut] = [Number(row?.nodes ?? 0), Number(row?.cycles ?? 0), Number(row?.leftOut ?? 0)];
    return [
      h('div.toolbar', { key: 'toolbar' },
        filterField(context, 'Show the neighbourhood of the tasks and resources with this text'),
        route.query.task && h('span', null, `Around task ${route.query.task} `, h('button', { type: 'button', on: { click: () => context.set({ task: '' }) } }, 'Show all')),
        h('span.legend', null, h('i.key.waits', { 'aria-hidden': 'true' }), 'waits for', h('i.key.holds', { 'aria-hidden': 'true' }), 'is held by', h('i.key.cycle', { 'aria-hidden': 'true' }), 'deadlock'),
        h('span.total', { role: 'status' }, cycles > 0 && h('strong.is-error', null, `✕ ${counted(cycles, 'deadlock')} · `), counted(nodes, 'node'), leftOut > 0 && `, ${count(leftOut)} left out`)),
      svg
        ? h('div.picture', { key: 'picture', tabindex: '0', role: 'region', 'aria-label': 'Wait graph', on: { click: (event) => open(context, event) }, draw: (element) => this.show(element, svg) })
        : h('div.empty', { key: 'empty' }, isFiltered(context) || route.query.task
          ? [h('h2', null, 'Nothing matches'), h('p', null, 'No task that waits and no resource has this text. '), clearFilters(context)]
          : [h('h2', null, 'No task waits for another'), h('p', null, 'A picture appears here while tasks wait for locks, channels or the end of other tasks.')]),
    ];
  }

  private show(element: HTMLElement, svg: string): void {
    if (this.drawn !== svg || element.childElementCount === 0) {
      this.drawn = svg;
      element.replaceChildren(readPicture(svg) ?? 'The picture cannot be read.');
    }
  }
}

function open(context: Context, event: Event): void {
  const node = (event.target as Element).closest<SVGGElement>('g.node');
  if (node?.dataset.task) {
    context.open(openTask(node.dataset.runtime, Number(node.dataset.task)));
  } else if (node?.dataset.resource) {
    context.open(openResource(Number(node.dataset.resource)));
  }
}
