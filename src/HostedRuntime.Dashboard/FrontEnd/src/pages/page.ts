import type { ViewState } from '../data/state';
import type { Session } from '../data/wire';
import type { Route } from '../data/route';
import type { Child } from '../view/dom';

/** What a page has to draw with. */
export interface Context {
  state: ViewState;
  route: Route;
  session: Session;
  /** Changes the query of the address. An empty value removes its part. */
  set(query: Record<string, string>): void;
  /** Opens a row next to the page: "task:RUNTIME:ID" or "resource:ID". */
  open(what: string): void;
}

export interface Page {
  /** Returns what stands below the navigation. */
  draw(context: Context): Child[];
  /** The name of the open row for the row of that key, if rows open. */
  openNameOf?(context: Context, key: string): string | undefined;
  /** Brings the row into sight. */
  reveal?(index: number): void;
  close?(): void;
}

export function openTask(runtime: string | undefined, id: number): string {
  return `task:${runtime ?? ''}:${id}`;
}

export function openResource(id: number): string {
  return `resource:${id}`;
}
