import { count, span } from '../data/format';
import { hashOf } from '../data/route';
import { errorOf } from '../data/stream';
import type { Holder, Lint, ResourceDetail, TaskDetail, TaskLink } from '../data/wire';
import { h, type Child, type VNode } from '../view/dom';
import { severity, state } from '../view/marks';
import { stackTree } from '../view/stack';
import { openResource, openTask, type Context } from './page';

/** Later than this, an answer is given up, and the next event of the stream asks again. */
const mostReadMs = 20_000;
const abortHeaders = { 'X-HostedRuntime-Dashboard': '1' };

/** What is open next to the page: a task or a resource in full. It is read again whenever the stream brings something new. */
export class Detail {
  private name = '';
  private data: TaskDetail | ResourceDetail | undefined;
  private problem = '';
  private reading: AbortController | undefined;
  private readSeq = -1;
  private isAborting = false;

  constructor(private readonly changed: () => void) {}

  draw(context: Context): VNode | false {
    const open = context.route.query.open ?? '';
    if (open !== this.name) {
      this.name = open;
      this.data = undefined;
      this.problem = '';
      this.readSeq = -1;
      this.isAborting = false;
      // The answer for the row before would not be shown, and must not keep this row waiting.
      this.reading?.abort();
      this.reading = undefined;
    }
    if (!open) {
      return false;
    }
    if (this.readSeq !== context.state.seq && !this.reading && context.state.hasSnapshot) {
      this.readSeq = context.state.seq;
      void this.read(context);
    }
    const title = this.data ? this.data.label : open.startsWith('task:') ? `task ${open.slice(open.lastIndexOf(':') + 1)}` : 'resource';
    return h('aside.detail', { key: 'detail', 'aria-label': 'Detail' },
      h('header', null, h('h2', { title: String(title) }, h('bdi', null, String(title))), h('button', { type: 'button', title: 'Close (Escape)', 'aria-label': 'Close', on: { click: () => context.open('') } }, '✕')),
      this.problem && h('p.is-warning', { role: 'status' }, this.problem),
      h('div.body', { class: this.problem ? 'is-old' : undefined }, this.data && (open.startsWith('task:') ? this.task(context, this.data as TaskDetail) : resource(context, this.data as ResourceDetail))));
  }

  private async read(context: Context): Promise<void> {
    const reading = new AbortController();
    this.reading = reading;
    const timer = setTimeout(() => reading.abort(), mostReadMs);
    const isCurrent = (): boolean => this.reading === reading;
    try {
      for (const url of urlsOf(this.name, context.state.runtimes)) {
        const answer = await fetch(url, { signal: reading.signal });
        const data = answer.ok ? ((await answer.json()) as TaskDetail | ResourceDetail) : undefined;
        const problem = data ? '' : await errorOf(answer);
        if (!isCurrent()) {
          return;
        }
        this.problem = problem;
        if (data) {
          this.data = data;
          return;
        }
      }
    } catch {
      if (isCurrent()) {
        this.problem = 'The server does not answer. What is below is old.';
      }
    } finally {
      clearTimeout(timer);
      if (isCurrent()) {
        this.reading = undefined;
        this.changed();
      }
    }
  }

  private task(context: Context, task: TaskDetail): Child[] {
    return [
      facts([
        ['State', state(task.state)],
        ['Runtime', String(task.runtime)],
        task.state === 'Ended' ? ['Lived', `${span(task.livedS as number)} at least`] : ['Age', span(task.ageS as number)],
        task.endedAgoS !== undefined && ['Ended', `${span(task.endedAgoS as number)} ago`],
        task.waitingForS !== undefined && ['Waiting', `${span(task.waitingForS as number)} at least`],
        ['Polls', count(task.polls as number)],
        task.busyS !== undefined && ['Busy', span(task.busyS as number)],
        task.scheduledS !== undefined && ['In queues', span(task.scheduledS as number)],
        task.idleS !== undefined && ['Suspended', span(task.idleS as number)],
        task.lastPollS !== undefined && ['Last poll', span(task.lastPollS as number)],
        ['Spawned at', task.site],
        task.group !== undefined && ['Group', String(task.group)],
        task.worker !== undefined && ['Worker', String(task.worker)],
      ]),
      ...lints(task.lintsFull),
      ...section('Waits for', task.waits.length > 0 && h('ul', null, task.waits.map((wait) => h('li', null,
        wait.resource ? resourceLink(context, wait.resource.id, wait.resource.label) : wait.text, wait.resource && wait.purpose ? ` (${wait.purpose})` : '')))),
      ...section('Stack', task.stack && stackTree(task.stack)),
      ...section('Holds', task.holds.length > 0 && h('ul', null, task.holds.map((held) => h('li', null,
        resourceLink(context, held.resource.id, held.resource.label), ` (${held.what})`, held.waiters > 0 && `, ${count(held.waiters)} waiting`)))),
      ...section('Spawned by', links(context, task.runtime, task.parents)),
      ...section('Spawned', links(context, task.runtime, task.children), task.childrenLeftOut > 0 && `${count(task.childrenLeftOut)} more`),
      h('p.actions', { key: 'actions' },
        task.state !== 'Ended' && h('a', { href: hashOf({ view: 'graph', query: { task: String(task.id) } }) }, 'Show in the wait graph'),
        context.session.actions && task.state !== 'Ended' && this.abortButton(task)),
    ];
  }

  private abortButton(task: TaskDetail): VNode {
    return h('button.danger', {
      type: 'button', disabled: this.isAborting, title: 'Its token fires, and its waits end with a cancellation',
      on: { click: () => void this.abort(task) },
    }, this.isAborting ? 'Abort requested' : 'Abort the task');
  }

  private async abort(task: TaskDetail): Promise<void> {
    if (!confirm(`Abort ${task.label}? Its work is cancelled.`)) {
      return;
    }
    this.isAborting = true;
    try {
      const answer = await fetch(`${taskUrl(String(task.runtime), task.id)}/abort`, { method: 'POST', headers: abortHeaders });
      this.problem = answer.ok ? '' : await errorOf(answer);
      this.isAborting = answer.ok;
    } catch {
      this.problem = 'The server does not answer, so the task was not aborted.';
      this.isAborting = false;
    }
    this.changed();
  }
}

function taskUrl(runtime: string, id: number | string): string {
  return `tasks/${encodeURIComponent(runtime)}/${id}`;
}

/** A holder or a node of the graph does not say its runtime. Ids of tasks are unique in the process, so at most one runtime answers. */
function urlsOf(name: string, runtimes: string[]): string[] {
  if (name.startsWith('resource:')) {
    return [`resources/${encodeURIComponent(name.slice(9))}`];
  }
  const at = name.lastIndexOf(':');
  const [runtime, id] = [name.slice(5, at), encodeURIComponent(name.slice(at + 1))];
  const first = runtime ? [runtime] : [];
  return [...first, ...runtimes.filter((other) => other !== runtime)].map((one) => taskUrl(one, id));
}

function resource(context: Context, data: ResourceDetail): Child[] {
  return [
    facts([
      ['Kind', data.kind],
      ['State', data.state],
      data.depth !== undefined && ['Depth', `${count(data.depth as number)}${data.capacity !== undefined ? ` of ${count(data.capacity as number)}` : ''}`],
      ['Waiters', count(data.waiters as number)],
      data.longestWaitS !== undefined && ['Longest wait', `${span(data.longestWaitS as number)} at least`],
      data.sent !== undefined && ['Sent', count(data.sent as number)],
      data.received !== undefined && ['Received', count(data.received as number)],
    ]),
    ...lints(data.lintsFull),
    ...section('Holders', data.holders.length > 0 && h('ul', null, data.holders.map((holder: Holder) => h('li', null,
      holder.taskId === undefined || holder.hasEnded ? holder.label : taskLink(context, data.runtime, holder.taskId, holder.label), ` (${holder.what})`, holder.hasEnded && ', ended'))),
    data.holdersLeftOut > 0 && `${count(data.holdersLeftOut)} more`),
    ...section('Queue', data.queue.length > 0 && h('table.queue', null,
      h('thead', null, h('tr', null, h('th', { scope: 'col' }, 'Task'), h('th', { scope: 'col' }, 'For'), h('th.number', { scope: 'col' }, 'Waiting'))),
      h('tbody', null, data.queue.map((waiter) => h('tr', { key: String(waiter.taskId) },
        h('td', { title: waiter.site }, taskLink(context, waiter.runtime, waiter.taskId, waiter.label)), h('td', null, waiter.purpose), h('td.number', null, span(waiter.waitingForS)))))),
    data.othersWaiting > 0 && `${count(data.othersWaiting)} more waiters, outside of the listed tasks`),
  ];
}

function facts(all: (readonly [name: string, value: Child] | false)[]): VNode {
  return h('dl.facts', { key: 'facts' }, all.map((fact) => fact && fact[1] !== '' && h('div', { key: fact[0] }, h('dt', null, fact[0]), h('dd', null, fact[1]))));
}

function section(title: string, content: VNode | false | undefined, more: string | false = false): Child[] {
  return content || more ? [h('section', { key: title }, h('h3', null, title), content, more && h('p.quiet', null, more))] : [];
}

function lints(all: Lint[]): Child[] {
  return section('Lints', all.length > 0 && h('div', null, all.map((lint) => h('div.problem', { key: lint.key, class: `is-${lint.severity.toLowerCase()}` },
    h('p', null, severity(lint.severity), ` ${lint.code}: ${lint.text}`), h('p.advice', null, lint.advice)))));
}

function links(context: Context, runtime: string | undefined, all: TaskLink[]): VNode | false {
  return all.length > 0 && h('ul', null, all.map((link) => h('li', { key: String(link.id), title: link.site },
    link.state === 'Ended' ? link.label : taskLink(context, runtime, link.id, link.label), ' ', h('span.quiet', null, link.state))));
}

function taskLink(context: Context, runtime: string | undefined, id: number, label: string): VNode {
  return h('button.link', { type: 'button', on: { click: () => context.open(openTask(runtime, id)) } }, h('bdi', null, label));
}

function resourceLink(context: Context, id: number, label: string): VNode {
  return h('button.link', { type: 'button', on: { click: () => context.open(openResource(id)) } }, h('bdi', null, label));
}
