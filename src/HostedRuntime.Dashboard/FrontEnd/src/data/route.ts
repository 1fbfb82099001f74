import type { ViewName } from './wire';

export const views: readonly ViewName[] = ['overview', 'tasks', 'resources', 'graph', 'workers', 'startup', 'commands'];

/** What the page shows, as the address says after the #. So a link or the back button leads to the same view. */
export interface Route {
  view: ViewName;
  query: Record<string, string>;
}

/** Queries that the server knows. `open` is the row that is open, which only the page knows. */
const forServer = ['runtime', 'filter', 'state', 'lint', 'sort', 'desc', 'group', 'task'];

export function parseRoute(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const view = views.find((name) => name === path) ?? 'overview';
  return { view, query: Object.fromEntries(new URLSearchParams(search)) };
}

export function hashOf(route: Route): string {
  const search = new URLSearchParams(Object.entries(route.query).filter(([, value]) => value !== '')).toString();
  return `#/${route.view}${search ? `?${search}` : ''}`;
}

export function streamUrl(route: Route): string {
  const search = new URLSearchParams({ view: route.view });
  for (const name of forServer) {
    const value = route.query[name];
    if (value) {
      search.set(name, value);
    }
  }
  return `stream?${search}`;
}
