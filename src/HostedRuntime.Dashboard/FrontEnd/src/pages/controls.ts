import { h, type VNode } from '../view/dom';
import type { Context } from './page';

const typingMs = 200;
let typing: ReturnType<typeof setTimeout> | undefined;

/** A field that filters the rows while somebody types. The key / leads to it. */
export function filterField(context: Context, hint: string): VNode {
  return h('input', {
    key: 'filter', type: 'search', id: 'filter', placeholder: 'Filter  ( / )', title: hint, 'aria-label': hint, value: context.route.query.filter ?? '', spellcheck: 'false', autocomplete: 'off', maxlength: 200,
    on: {
      input: (event) => {
        clearTimeout(typing);
        const { value } = event.target as HTMLInputElement;
        typing = setTimeout(() => context.set({ filter: value }), typingMs);
      },
    },
  });
}

/** Drops what was typed last. The page may have gone to another view since. */
export function forgetTyping(): void {
  clearTimeout(typing);
}

/** A choice of one value of the query. */
export function choice(context: Context, name: string, label: string, options: readonly (readonly [value: string, text: string])[]): VNode {
  const value = context.route.query[name] ?? '';
  return h('label.choice', { key: name }, label, ' ', h('select', {
    name, value, on: { change: (event) => context.set({ [name]: (event.target as HTMLSelectElement).value }) },
  }, options.map(([option, text]) => h('option', { key: option, value: option }, text))));
}

/** Sorts by the column; by it in the other direction at the second call; in the usual order at the third. */
export function sortBy(context: Context, column: string): void {
  const { sort, desc } = context.route.query;
  if (sort !== column) {
    context.set({ sort: column, desc: 'true' });
  } else {
    context.set(desc === 'true' ? { sort: column, desc: '' } : { sort: '', desc: '' });
  }
}

/** True if the query leaves rows out. */
export function isFiltered(context: Context): boolean {
  const { filter, state, lint, runtime } = context.route.query;
  return Boolean(filter || state || lint || runtime);
}

export function clearFilters(context: Context): VNode {
  return h('button', { type: 'button', on: { click: () => context.set({ filter: '', state: '', lint: '', runtime: '' }) } }, 'Show all');
}
