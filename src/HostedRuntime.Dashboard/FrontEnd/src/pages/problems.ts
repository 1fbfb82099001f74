import { counted, span } from '../data/format';
import { hashOf } from '../data/route';
import type { Cycle, Lint, OverviewRow } from '../data/wire';
import { h, type VNode } from '../view/dom';
import { lintNames, severity } from '../view/marks';
import { openResource, openTask, type Context } from './page';

/** Most sentences have their time in them. */
const saysTime = /\d (s|ms|min|h)\b/;

const rank = { Error: 0, Warning: 1, Info: 2 };

/** What is wrong: deadlocks first, then lints by severity. It also says that nothing is wrong, so that it is never silent. */
export function problems(context: Context, rows: OverviewRow[]): VNode {
  const cycles = new Map<string, Cycle>(rows.flatMap((row) => row.cycles.map((cycle) => [cycle.key, cycle] as const)));
  // A deadlock is also a lint of the code HR005. The cycles say more.
  const lints = rows.flatMap((row) => row.lints).filter((lint) => lint.code !== 'HR005' || cycles.size === 0);
  const leftOut = rows.reduce((sum, row) => sum + row.lintsLeftOut + row.cyclesLeftOut, 0);
  if (cycles.size === 0 && lints.length === 0) {
    return h('section.problems.is-none', { key: 'problems', 'aria-label': 'Problems' }, h('span.tick', { 'aria-hidden': 'true' }, '✓'), ' No deadlock, no stall and no other lint.');
  }
  const byCode = new Map<string, Lint[]>();
  for (const lint of lints) {
    byCode.set(lint.code, [...(byCode.get(lint.code) ?? []), lint]);
  }
  const groups = [...byCode].sort(([a, [first]], [b, [second]]) => rank[first!.severity] - rank[second!.severity] || a.localeCompare(b));
  return h('section.problems', { key: 'problems', 'aria-label': 'Problems', role: 'status' },
    [...cycles.values()].map((cycle) => deadlock(context, cycle)),
    groups.map(([code, all]) => group(context, code, all)),
    leftOut > 0 && h('p.quiet', { key: 'left-out' }, `${counted(leftOut, 'further problem')} not shown.`));
}

function deadlock(context: Context, cycle: Cycle): VNode {
  const labels = new Map(cycle.members.map((member) => [member.taskId, member.label]));
  return h('article.problem.is-error', { key: cycle.key },
    h('h3', null, severity('Error'), ` Deadlock of ${counted(cycle.members.length, 'task')}`,
      h('a.action', { href: hashOf({ view: 'graph', query: { task: String(cycle.members[0]?.taskId ?? '') } }) }, 'Show who waits for whom')),
    cycle.members.map((member) => h('div.member', { key: String(member.taskId) },
      h('p', null,
        h('button.link', { type: 'button', on: { click: () => context.open(openTask(member.runtime, member.taskId)) } }, member.label),
        ' waits for ', h('strong', null, member.wants.resource?.label ?? member.wants.text), member.wants.purpose && ` (${member.wants.purpose})`,
        ', held by ', h('strong', null, labels.get(member.heldBy) ?? `task ${member.heldBy}`),
        h('span.quiet', null, ` · spawned at ${member.site}`)),
      member.stackText && h('pre', null, member.stackText))));
}

function group(context: Context, code: string, lints: Lint[]): VNode {
  const [first, ...rest] = lints as [Lint, ...Lint[]];
  return h('article.problem', { key: code, class: `is-${first.severity.toLowerCase()}` },
    h('h3', null, severity(first.severity), ` ${code} ${lintNames[code] ?? ''}`,
      lints.length > 1 && h('span.quiet', null, ` · ${counted(lints.length, 'case')}`)),
    sentence(context, first),
    rest.length > 0 && h('details', { key: 'rest' }, h('summary', null, `${rest.length} more`), rest.map((lint) => sentence(context, lint))),
    h('p.advice', null, first.advice));
}

function sentence(context: Context, lint: Lint): VNode {
  const { taskId, resource } = lint;
  const link = (text: string, target: string): VNode => h('button.link.action', { key: target, type: 'button', on: { click: () => context.open(target) } }, text);
  return h('p', { key: lint.key }, lint.text,
    lint.count > 1 && h('span.quiet', null, ` · ${lint.count} times`),
    lint.lastedS !== undefined && !saysTime.test(lint.text) && h('span.quiet', { title: 'How long it has lasted at least' }, ` · ${span(lint.lastedS)}`),
    taskId !== undefined && link(`Task ${taskId}`, openTask(lint.runtime, taskId)),
    // The task may have ended. The resource has the queue.
    resource && link(resource.label, openResource(resource.id)),
    lint.code === 'HR001' && h('a.action', { key: 'workers', href: hashOf({ view: 'workers', query: {} }), title: 'The worker, and the async methods of the poll' }, 'Workers'));
}
