import { counted, span } from '../data/format';
import type { Row } from '../data/wire';
import { h, type Child, type VNode } from '../view/dom';
import type { Context, Page } from './page';

const heads: readonly (readonly [text: string, title: string, isNumber?: boolean])[] = [
  ['#', 'The place in the order in which the hooks began', true], ['Plugin', 'The plugin; "setup" is a setup hook of the application'],
  ['Phase', 'Initialize comes before Setup, of all plugins'], ['Depends on', 'The plugins that had to come before this one'], ['Result', 'Whether the hook succeeded. A failed one says why below its plugin'],
  ['Began', 'The time from the beginning of the start to the beginning of the hook', true], ['Took', 'The duration of the hook', true],
  ['Since the start', 'The hook on the line of the whole start'],
];

/** When the hooks of the plugins ran while the host started. */
export class StartupPage implements Page {
  draw({ state: view }: Context): Child[] {
    if (view.count === 0) {
      return [h('div.empty', null, h('h2', null, 'No hook ran'), h('p', null, 'A bar appears here for each hook of a plugin that ran while the host started. Plugins are added by AddPlugin().'))];
    }
    const elapsed = (view.meta.elapsedS ?? {}) as Record<string, number>;
    const failed = view.rows.filter((row) => row.succeeded === false).length;
    return [
      h('div.toolbar', { key: 'toolbar' },
        h('span.quiet', null, Object.entries(elapsed).map(([runtime, seconds]) => `${runtime}: started in ${span(seconds)}`).join(' · ')),
        h('span.total', { role: 'status' }, failed > 0 && h('strong.is-error', null, `✕ ${failed} failed · `), counted(view.count, 'hook'))),
      h('div.scroller', { key: 'hooks', tabindex: '0', role: 'region', 'aria-label': 'Start-up' },
        h('table.lanes', null,
          h('colgroup', null, [44, 180, 96, 160, 96, 84, 84, undefined].map((width, index) => h('col', { key: String(index), style: width ? { width: `${width}px` } : {} }))),
          h('thead', null, h('tr', null, heads.map(([text, title, isNumber]) => h('th', { key: text, scope: 'col', title, class: isNumber ? 'number' : undefined }, h('span', null, text))))),
          h('tbody', null, view.rows.map((row) => hook(row, elapsed[row.runtime ?? ''] ?? 0))))),
    ];
  }
}

function hook(row: Row, wholeS: number): VNode {
  const [startedS, elapsedS] = [Number(row.startedS ?? 0), Number(row.elapsedS ?? 0)];
  const whole = Math.max(wholeS, startedS + elapsedS, 1e-6);
  const isFailed = row.succeeded === false;
  const dependsOn = (row.dependsOn as string[] | undefined) ?? [];
  const error = typeof row.error === 'string' ? row.error : '';
  return h('tr', { key: row.key, 'data-key': row.key, class: isFailed ? 'is-error' : undefined },
    h('td.number', null, String(row.order ?? '')),
    h('th', { scope: 'row', title: String(row.plugin) }, String(row.plugin), error && h('div.quiet', { title: error }, error)),
    h('td', null, String(row.phase)),
    h('td', { title: dependsOn.join(', ') }, dependsOn.length > 0 ? dependsOn.join(', ') : h('span.quiet', null, '–')),
    h('td', { title: error || undefined }, isFailed ? '✕ failed' : '✓ done'),
    h('td.number', null, span(startedS)),
    h('td.number', null, span(elapsedS)),
    h('td.lane-cell', null, h('div.lane', { role: 'img', 'aria-label': `From ${span(startedS)} for ${span(elapsedS)}` },
      h('span.poll', { class: isFailed ? 'is-failed' : 'hue0', style: { left: `min(${(100 * startedS / whole).toFixed(2)}%, calc(100% - 2px))`, width: `${(100 * elapsedS / whole).toFixed(2)}%` } }))));
}
