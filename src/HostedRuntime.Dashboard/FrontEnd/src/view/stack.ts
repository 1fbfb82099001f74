import type { Stack } from '../data/wire';
import { h, type VNode } from './dom';

/** The async methods of a task as a tree: the outermost method first, the wait at the inner end. */
export function stackTree(stack: Stack): VNode {
  return h('div.stack', { key: 'stack' }, branch(stack), stack.note && h('p.note', null, stack.note));
}

function branch(stack: Stack): VNode {
  const methods = [...stack.methods].reverse();
  return h('ol', null,
    methods.map((method) => h('li.method', { title: method }, method)),
    stack.waitsOn && h('li.wait', null, stack.end === 'Foreign' ? 'awaits ' : 'waits in ', stack.waitsOn),
    stack.branches.map((inner, index) => h('li.branch', { key: `branch${index}` }, h('span.note', null, `Branch ${index + 1}`), branch(inner))),
    stack.moreBranches > 0 && h('li.note', null, `and ${stack.moreBranches} more branches`));
}
