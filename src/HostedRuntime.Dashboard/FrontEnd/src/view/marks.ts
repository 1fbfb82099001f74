import { h, type VNode } from './dom';

const stateTitles: Record<string, string> = {
  Created: 'Created: not queued yet',
  Queued: 'Queued: ready, waits for a worker',
  Running: 'Running: a thread polls it now',
  Waiting: 'Waiting: suspended in an await',
  Parked: 'Parked: sleeps, because there is no work',
  Searching: 'Searching: looks for work',
  Polling: 'Polling: runs a task',
  Blocked: 'Blocked: the task blocks the thread; another thread takes over its queue',
  Stalled: 'Stalled: one poll has lasted longer than StallThreshold',
  Ended: 'Ended',
};

/** A state as a shape, a colour and a word. */
export function state(name: string): VNode {
  return h('span.state', { title: stateTitles[name] ?? name }, h('i.shape', { class: `is-${name.toLowerCase()}`, 'aria-hidden': 'true' }), name);
}

const workerSigns: Record<string, string> = { Parked: '·', Searching: '?', Polling: '►', Blocked: 'B', Stalled: '!' };

/** A worker as a small cell. */
export function workerCell(index: number | undefined, name: string, task: string | undefined): VNode {
  const title = `${index === undefined ? 'A thread without a core' : `Worker ${index}`}. ${stateTitles[name] ?? name}${task ? `. Task: ${task}` : ''}`;
  return h('span.worker', { class: `is-${name.toLowerCase()}`, title, role: 'img', 'aria-label': title }, workerSigns[name] ?? '');
}

const severitySigns: Record<string, string> = { Error: '✕', Warning: '▲', Info: '●' };

/** How urgent a lint is, as a sign and a colour. The word is in the title and for screen readers. */
export function severity(name: string): VNode {
  return h('span.severity', { class: `is-${name.toLowerCase()}`, title: name, role: 'img', 'aria-label': name }, severitySigns[name] ?? '●');
}

export const lintNames: Record<string, string> = {
  HR001: 'long poll',
  HR002: 'blocking wait on a worker',
  HR003: 'left for the ThreadPool',
  HR004: 'lock held for long',
  HR005: 'deadlock',
  HR006: 'full channel',
  HR007: 'abandoned channel',
  HR008: 'blocking queue grows',
  HR009: 'unobserved fault',
  HR010: 'busy task',
  HR011: 'tasks run late',
  HR012: 'outlives its scope',
  HR013: 'lost guard',
};

/** The first lint of a row and the number of its further ones, after the sign of the worst. The title has all. */
export function lints(codes: readonly string[], worst: string | undefined): VNode | string {
  return codes.length === 0 ? '' : h('span.lints', { title: codes.map((code) => `${code}: ${lintNames[code] ?? 'lint'}`).join('\n') }, severity(worst ?? 'Warning'), ` ${codes[0]}`, codes.length > 1 && h('span.quiet', null, ` +${codes.length - 1}`));
}
