import type { Row } from '../data/wire';
import { h, patch, type Child, type VNode } from './dom';

export interface Column {
  id: string;
  head: string;
  title: string;
  /** The width in pixels. Columns without one share the rest. */
  width?: number;
  isNumber?: boolean;
  /** Left out if the table has little room. */
  isOptional?: boolean;
  canSort?: boolean;
  cell(row: Row, sinceS: number): Child | Child[];
  cellTitle?(row: Row): string | undefined;
}

export interface TableModel {
  label: string;
  columns: Column[];
  count: number;
  rowAt(index: number): Row | undefined;
  sinceRow(key: string): number;
  empty: Child[];
  sort: string;
  isDescending: boolean;
  selected: string | undefined;
  onSort(column: string): void;
  onOpen(row: Row): void;
}

const rowHeight = 27;
const spareRows = 8;
/** What a column without a width needs, so that its head and the beginning of its texts are in sight. */
const leastWidth = 150;

/** A table that only has the elements of the rows in sight. All rows have one height, so that the scroll bar is right. */
export class Table {
  private model: TableModel | undefined;
  private scroller: HTMLElement | undefined;
  private readonly resized = new ResizeObserver(() => this.draw());

  node(model: TableModel): VNode {
    this.model = model;
    return h('div.scroller', {
      key: 'table', tabindex: '0', 'aria-label': model.label, role: 'region',
      on: { scroll: () => this.draw() },
      draw: (element) => {
        if (this.scroller !== element) {
          this.resized.disconnect();
          this.scroller = element;
          this.resized.observe(element);
        }
        this.draw();
      },
    });
  }

  /** Brings a row into sight. */
  reveal(index: number): void {
    const scroller = this.scroller;
    if (!scroller) {
      return;
    }
    const top = index * rowHeight;
    const room = scroller.clientHeight - rowHeight * 2;
    if (top < scroller.scrollTop) {
      scroller.scrollTop = top;
    } else if (top > scroller.scrollTop + room) {
      scroller.scrollTop = top - room;
    }
    this.draw();
  }

  private draw(): void {
    const { scroller, model } = this;
    if (!scroller || !model) {
      return;
    }
    const isNarrow = scroller.clientWidth < model.columns.reduce((sum, column) => sum + (column.width ?? leastWidth), 0);
    const columns = model.columns.filter((column) => !isNarrow || !column.isOptional);
    const first = Math.max(0, Math.floor(scroller.scrollTop / rowHeight) - spareRows);
    const last = Math.min(model.count, Math.ceil((scroller.scrollTop + scroller.clientHeight) / rowHeight) + spareRows);
    const rows: VNode[] = [];
    for (let index = first; index < last; index++) {
      const row = model.rowAt(index);
      if (row) {
        rows.push(this.row(row, index, columns));
      }
    }
    patch(scroller, [
      h('table', { 'aria-rowcount': model.count + 1 },
        h('colgroup', null, columns.map((column) => h('col', { key: column.id, style: column.width ? { width: `${column.width}px` } : {} }))),
        h('thead', null, h('tr', { 'aria-rowindex': 1 }, columns.map((column) => this.head(column)))),
        h('tbody', null, spacer('above', first, columns.length), rows, spacer('below', model.count - last, columns.length))),
      ...(model.count === 0 ? [h('div.empty', { key: 'empty' }, model.empty)] : []),
    ]);
  }

  private head(column: Column): VNode {
    const model = this.model!;
    const isSorted = model.sort === column.id;
    const order = !isSorted ? undefined : model.isDescending ? 'descending' : 'ascending';
    const text = column.canSort
      ? h('button', { type: 'button', on: { click: () => model.onSort(column.id) } }, column.head, h('span.order', { 'aria-hidden': 'true' }, !isSorted ? '' : model.isDescending ? '▼' : '▲'))
      : h('span', null, column.head);
    return h('th', { key: column.id, scope: 'col', title: column.title, class: column.isNumber ? 'number' : undefined, 'aria-sort': order }, text);
  }

  private row(row: Row, index: number, columns: Column[]): VNode {
    const model = this.model!;
    const sinceS = model.sinceRow(row.key);
    return h('tr.row', {
      key: row.key, 'data-key': row.key, 'aria-rowindex': index + 2, 'aria-selected': model.selected === row.key ? 'true' : 'false',
      class: typeof row.lintSeverity === 'string' ? `is-${row.lintSeverity.toLowerCase()}` : undefined,
      on: { click: () => model.onOpen(row) },
    }, columns.map((column) => h('td', { key: column.id, class: column.isNumber ? 'number' : undefined, title: column.cellTitle?.(row) }, column.cell(row, sinceS))));
  }
}

function spacer(key: string, rows: number, columns: number): VNode | false {
  return rows > 0 && h('tr.spacer', { key, 'aria-hidden': 'true' }, h('td', { colspan: columns, style: { height: `${rows * rowHeight}px` } }));
}
