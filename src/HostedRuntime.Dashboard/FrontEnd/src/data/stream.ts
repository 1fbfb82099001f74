import { ViewState } from './state';
import type { ViewEvent } from './wire';

export type StreamStatus = 'connecting' | 'live' | 'late' | 'paused' | 'hidden' | 'lost';

/** Events come each second, or a heartbeat each 15 s. Later than this, the data on the page is old, and the stream may be dead. */
const lateMs = 20_000;
/** On a slow machine the first event can take longer, and a page that opens its stream again each 20 s would never get it. */
const mostLateMs = 120_000;
const mostRetryMs = 15_000;
/** A server that refuses a stream may fall silent after that, and then there is no reason to wait for. */
const reasonMs = 10_000;

/** Names this tab for the server, where a later stream takes the place of an earlier one. `crypto.randomUUID` would need HTTPS. */
const tab = Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('');
let streams = 0;

/** The stream of one view. It ends while the page is hidden, and begins again with a snapshot. */
export class ViewStream {
  private source: EventSource | undefined;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private lateTimer: ReturnType<typeof setTimeout> | undefined;
  private retryMs = 1000;
  private lateMs = lateMs;
  private url = '';
  private isClosed = false;
  private isPaused = false;

  readonly state = new ViewState();
  status: StreamStatus = 'connecting';
  problem = '';

  constructor(
    private readonly view: string,
    private readonly changed: () => void,
  ) {
    document.addEventListener('visibilitychange', this.visibility);
    this.visibility();
  }

  close(): void {
    this.isClosed = true;
    document.removeEventListener('visibilitychange', this.visibility);
    this.stop();
  }

  /** Freezes the rows on the page. The server then takes no snapshot for this page. */
  pause(isPaused: boolean): void {
    this.isPaused = isPaused;
    this.visibility();
  }

  private readonly visibility = (): void => {
    if (this.isPaused) {
      this.stop();
      this.set('paused');
    } else if (document.hidden) {
      this.stop();
      this.set('hidden');
    } else if (!this.source) {
      this.open();
    }
  };

  private open(): void {
    this.stop();
    if (this.status !== 'lost') {
      this.set('connecting');
    }
    this.url = `${this.view}&tab=${tab}&stream=${++streams}`;
    const source = new EventSource(this.url);
    this.source = source;
    this.expectEvent();
    source.addEventListener('snapshot', (event) => this.take(() => this.state.snapshot(JSON.parse(event.data) as ViewEvent)));
    source.addEventListener('delta', (event) => this.take(() => this.state.delta(JSON.parse(event.data) as ViewEvent)));
    source.addEventListener('heartbeat', (event) => this.take(() => this.state.heartbeat(JSON.parse(event.data) as ViewEvent)));
    source.addEventListener('error', () => {
      // A refused stream is closed by the browser, which does not say why. A broken one the browser opens again.
      if (source.readyState === EventSource.CLOSED) {
        void this.refused();
      } else {
        this.problem = 'The connection broke. The page connects again.';
        this.set('lost');
      }
    });
  }

  private take(apply: () => void): void {
    apply();
    this.retryMs = 1000;
    this.lateMs = lateMs;
    this.problem = '';
    this.expectEvent();
    this.set('live');
  }

  /**
   * Opens the stream again if no event comes. A browser reports a connection that was refused or broken, and none that is silent: the
   * machine slept, a proxy dropped it, or the first event never came.
   */
  private expectEvent(): void {
    clearTimeout(this.lateTimer);
    this.lateTimer = setTimeout(() => {
      this.lateMs = Math.min(this.lateMs * 2, mostLateMs);
      this.open();
      this.set('late');
    }, this.lateMs);
  }

  private async refused(): Promise<void> {
    this.stop();
    this.problem = await reasonOf(this.url);
    // Meanwhile the page may have been hidden and shown again, which has opened the next stream.
    if (this.isClosed || this.isPaused || document.hidden || this.source) {
      return;
    }
    this.set('lost');
    this.retry = setTimeout(() => this.open(), this.retryMs);
    this.retryMs = Math.min(this.retryMs * 2, mostRetryMs);
  }

  private stop(): void {
    clearTimeout(this.retry);
    clearTimeout(this.lateTimer);
    this.source?.close();
    this.source = undefined;
  }

  private set(status: StreamStatus): void {
    if (!this.isClosed) {
      this.status = status;
      this.changed();
    }
  }
}

/** Asks again by fetch, because an EventSource shows neither the status nor the text of an answer. */
async function reasonOf(url: string): Promise<string> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), reasonMs);
  try {
    const answer = await fetch(url, { signal: abort.signal });
    return answer.ok ? 'The stream ended. The page connects again.' : `${await errorOf(answer)} The page tries again.`;
  } catch {
    return 'The server does not answer. It may have stopped. The page tries again.';
  } finally {
    clearTimeout(timer);
    abort.abort();
  }
}

/** The text of a refusal. */
export async function errorOf(answer: Response): Promise<string> {
  try {
    const { error } = (await answer.json()) as { error?: string };
    if (error) {
      return error;
    }
  } catch {
    // Another part of the application may have answered, with a page.
  }
  return answer.status === 401 || answer.status === 403 ? `Access was refused (${answer.status}). Sign in again.` : `The server answered ${answer.status}.`;
}
