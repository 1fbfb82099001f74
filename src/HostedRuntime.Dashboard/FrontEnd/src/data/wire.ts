/** What the server sends. The names of fields are those of the snapshots; names that end in S are seconds. */

export type ViewName = 'overview' | 'tasks' | 'resources' | 'graph' | 'workers' | 'startup' | 'commands';

export interface Row {
  key: string;
  runtime?: string;
  [field: string]: unknown;
}

export interface ViewEvent {
  seq: number;
  at: string;
  view: ViewName;
  runtimes: string[];
  rows: Row[];
  gone: string[];
  /** All keys in their order. Absent if the order follows from `gone` and the new rows. */
  order?: string[];
  leftOut: number;
  meta: Record<string, unknown>;
}

export interface Session {
  actions: boolean;
  version: string;
  title?: string;
}

export interface ResourceRef {
  kind: string;
  id: number;
  name?: string;
  label: string;
}

export interface Lint {
  key: string;
  runtime: string;
  code: string;
  severity: 'Info' | 'Warning' | 'Error';
  taskId?: number;
  resource?: ResourceRef;
  lastedS?: number;
  count: number;
  text: string;
  advice: string;
}

export interface Wait {
  text: string;
  purpose: string;
  resource?: ResourceRef;
  taskId?: number;
}

export interface Cycle {
  key: string;
  members: { taskId: number; label: string; site: string; runtime: string; wants: Wait; heldBy: number; stackText?: string }[];
}

export interface History {
  t: number[];
  alive: number[];
  spawned: number[];
  polls: (number | null)[];
  waiting: number[];
}

export interface WorkerCell {
  /** Missing for a blocked thread that has lost its core. */
  index?: number;
  state: string;
  taskId?: number;
  taskName?: string;
}

export interface OverviewRow extends Row {
  state: string;
  flavor: string;
  uptimeS: number;
  alive: number;
  byState: { running: number; waiting: number; queued: number };
  spawnedPerS?: number;
  endedPerS?: number;
  pollsPerS?: number;
  delayP50S?: number;
  delayP99S?: number;
  workers: WorkerCell[];
  blocking: { threads: number; idle: number; queued: number };
  extraThreads: number;
  timers?: number;
  queueDepth: number;
  lints: Lint[];
  lintsLeftOut: number;
  cycles: Cycle[];
  cyclesLeftOut: number;
  history?: History;
}

export interface Stack {
  methods: string[];
  end: string;
  waitsOn?: string;
  branches: Stack[];
  moreBranches: number;
  note?: string;
}

export interface TaskLink {
  id: number;
  label: string;
  state: string;
  site?: string;
}

export interface TaskDetail extends Row {
  id: number;
  label: string;
  state: string;
  site: string;
  stack?: Stack;
  waits: Wait[];
  parents: TaskLink[];
  children: TaskLink[];
  childrenLeftOut: number;
  holds: { resource: ResourceRef; what: string; waiters: number }[];
  lintsFull: Lint[];
}

export interface Holder {
  taskId?: number;
  label: string;
  what: string;
  hasEnded: boolean;
}

export interface ResourceDetail extends Row {
  id: number;
  label: string;
  kind: string;
  state: string;
  holders: Holder[];
  holdersLeftOut: number;
  queue: { taskId: number; runtime: string; label: string; purpose: string; text: string; waitingForS?: number; site: string }[];
  othersWaiting: number;
  lintsFull: Lint[];
}

export interface LaneCell {
  fromS: number;
  toS: number;
  task?: string;
  busy: number;
}
