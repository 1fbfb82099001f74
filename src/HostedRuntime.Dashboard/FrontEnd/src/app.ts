import { clock } from './data/format';
import { hashOf, parseRoute, streamUrl, views, type Route } from './data/route';
import { ViewStream } from './data/stream';
import type { Session, ViewName } from './data/wire';
import { CommandsPage } from './pages/commands';
import { forgetTyping } from './pages/controls';
import { Detail } from './pages/detail';
import { GraphPage } from './pages/graph';
import { OverviewPage } from './pages/overview';
import type { Context, Page } from './pages/page';
import { ResourcesPage } from './pages/resources';
import { StartupPage } from './pages/startup';
import { TasksPage } from './pages/tasks';
import { WorkersPage } from './pages/workers';
import { h, patch, type Child, type VNode } from './view/dom';
import { keys } from './view/keyboard';
import { toggleTheme } from './view/theme';

const titles: Record<ViewName, string> = {
  overview: 'Overview', tasks: 'Tasks', resources: 'Resources', graph: 'Wait graph', workers: 'Workers', startup: 'Start-up', commands: 'Commands',
};

const pages: Record<ViewName, () => Page> = {
  overview: () => new OverviewPage(), tasks: () => new TasksPage(), resources: () => new ResourcesPage(), graph: () => new GraphPage(),
  workers: () => new WorkersPage(), startup: () => new StartupPage(), commands: () => new CommandsPage(),
};

const longestFrameMs = 250;

/** The frame around the pages: the address decides the page and its stream. */
export class App {
  private route: Route = parseRoute(location.hash);
  private page: Page = pages[this.route.view]();
  private stream: ViewStream;
  private readonly detail = new Detail(() => this.later());
  private isPaused = false;
  private isDrawing = false;

  constructor(private readonly root: HTMLElement, private session: Session) {
    this.stream = new ViewStream(streamUrl(this.route), () => this.later());
    addEventListener('hashchange', () => this.navigate());
    addEventListener('resize', () => this.later());
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.later());
    this.later();
  }

  /** Takes what the server says about this caller, which may come after the first rows. */
  know(session: Session): void {
    this.session = session;
    this.later();
  }

  show(number: number): void {
    const view = views[number];
    if (view) {
      location.hash = this.linkTo(view);
    }
  }

  move(rows: number): void {
    const { state } = this.stream;
    const names = state.rows.map((row) => this.page.openNameOf?.(this.context(), row.key));
    const at = names.indexOf(this.route.query.open ?? '');
    const next = Math.max(0, Math.min(state.count - 1, at < 0 ? 0 : at + rows));
    const name = names[next];
    if (name) {
      this.set({ open: name });
      this.page.reveal?.(next);
    }
  }

  openSelected(): void {
    if (!this.route.query.open) {
      this.move(0);
    }
  }

  close(): void {
    this.set({ open: '' });
  }

  pause(): void {
    this.isPaused = !this.isPaused;
    this.stream.pause(this.isPaused);
  }

  theme(): void {
    toggleTheme();
    this.later();
  }

  help(): void {
    document.querySelector<HTMLDialogElement>('dialog')?.showModal();
  }

  private navigate(): void {
    const before = this.route;
    this.route = parseRoute(location.hash);
    if (this.route.view !== before.view) {
      this.page.close?.();
      this.page = pages[this.route.view]();
    }
    forgetTyping();
    const url = streamUrl(this.route);
    if (url !== streamUrl(before)) {
      this.stream.close();
      this.stream = new ViewStream(url, () => this.later());
      // A new view has to come at once, also while the page is paused. It then stands still from its first snapshot on.
      this.isPaused = false;
    }
    this.later();
  }

  private set(query: Record<string, string>): void {
    const hash = hashOf({ view: this.route.view, query: { ...this.route.query, ...query } });
    // Each letter of a filter is no step of the history.
    history.replaceState(null, '', hash);
    this.navigate();
  }

  private context(): Context {
    return { state: this.stream.state, route: this.route, session: this.session, set: (query) => this.set(query), open: (what) => this.set({ open: what }) };
  }

  private later(): void {
    if (this.isDrawing) {
      return;
    }
    this.isDrawing = true;
    const draw = (): void => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
      this.isDrawing = false;
      this.draw();
    };
    const frame = requestAnimationFrame(draw);
    // A browser gives no frames to a window that is covered, or while its graphics process is busy. The page must not stand still then.
    const timer = setTimeout(draw, longestFrameMs);
  }

  private draw(): void {
    const { stream } = this;
    const { state } = stream;
    const context = this.context();
    const name = this.session.title || 'HostedRuntime';
    document.title = `${titles[this.route.view]} · ${name}`;
    patch(this.root, [
      h('header.top', { key: 'top' },
        h('span.brand', { title: `${name} · HostedRuntime ${this.session.version}` }, name),
        h('nav', { 'aria-label': 'Pages' }, views.map((view, index) => this.tab(view, index))),
        this.runtimes(),
        h('span.status', { class: `is-${stream.status}`, role: 'status', title: this.statusTitle() }, h('i', { 'aria-hidden': 'true' }), this.statusText()),
        h('button', { type: 'button', title: 'Pause, and go on (p)', 'aria-pressed': String(this.isPaused), on: { click: () => this.pause() } }, this.isPaused ? 'Go on' : 'Pause'),
        h('button', { type: 'button', title: 'Dark or light (t)', on: { click: () => this.theme() } }, 'Theme'),
        h('button', { type: 'button', title: 'Keys (?)', 'aria-label': 'Keys', on: { click: () => this.help() } }, '?')),
      ...(stream.problem ? [h('p.banner', { key: 'banner', role: 'alert' }, stream.problem, state.hasSnapshot && ` What is below is from ${clock(state.atS)}.`)] : []),
      h('main', { key: 'main', 'data-view': this.route.view, 'data-seq': state.hasSnapshot ? state.seq : undefined, 'data-status': stream.status },
        h('div.page', { key: this.route.view, class: state.hasSnapshot && stream.status === 'lost' ? 'is-old' : undefined }, state.hasSnapshot ? this.page.draw(context) : waiting(stream.problem)),
        this.detail.draw(context)),
      help(),
    ]);
  }

  private tab(view: ViewName, index: number): VNode {
    const { errors, warnings } = this.stream.state.meta as { errors?: number; warnings?: number };
    const isOverview = view === 'overview';
    return h('a', { key: view, href: this.linkTo(view), 'aria-current': view === this.route.view ? 'page' : undefined, title: `${titles[view]} (${index + 1})` }, titles[view],
      isOverview && Boolean(errors) && h('span.count.is-error', { title: `${errors} errors` }, `✕ ${errors}`),
      isOverview && Boolean(warnings) && h('span.count.is-warning', { title: `${warnings} warnings` }, `▲ ${warnings}`));
  }

  /** The chosen runtime stays chosen on the other pages. */
  private linkTo(view: ViewName): string {
    return hashOf({ view, query: { runtime: this.route.query.runtime ?? '' } });
  }

  private runtimes(): VNode | false {
    const { runtimes } = this.stream.state;
    const chosen = this.route.query.runtime ?? '';
    if (runtimes.length < 2 && !chosen) {
      return false;
    }
    const all = chosen && !runtimes.includes(chosen) ? [...runtimes, chosen] : runtimes;
    return h('label.choice', { key: 'runtime' }, 'Runtime ', h('select', {
      value: chosen, on: { change: (event) => this.set({ runtime: (event.target as HTMLSelectElement).value, open: '' }) },
    }, h('option', { key: '', value: '' }, 'all'), all.map((runtime) => h('option', { key: `r${runtime}`, value: runtime }, runtime))));
  }

  private statusText(): string {
    const { status, state } = this.stream;
    const time = state.hasSnapshot ? clock(state.atS) : '';
    switch (status) {
      case 'live': return `live ${time}`;
      case 'late': return `late ${time}`;
      case 'paused': return `paused ${time}`;
      case 'hidden': return `stopped ${time}`;
      case 'lost': return `lost ${time}`;
      default: return 'connecting';
    }
  }

  private statusTitle(): string {
    return this.stream.status === 'late' ? 'The server has sent nothing for 20 s or more. The page connects again' : 'When the last snapshot was taken';
  }
}

function waiting(problem: string): Child[] {
  return [h('div.empty', { key: 'waiting' }, problem ? [h('h2', null, 'No data'), h('p', null, problem)] : h('p', null, 'Waiting for the first snapshot.'))];
}

function help(): VNode {
  return h('dialog', { key: 'help', 'aria-label': 'Keys' },
    h('h2', null, 'Keys'),
    h('dl.keys', null, keys.map(([key, meaning]) => h('div', { key }, h('dt', null, h('kbd', null, key)), h('dd', null, meaning)))),
    h('form', { method: 'dialog' }, h('button', null, 'Close')));
}
