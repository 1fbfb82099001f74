/**
 * Describes elements and brings a part of the page into line with the description. Elements that stay the same are kept, so focus, scroll
 * and selection survive a refresh. Texts become text nodes: nothing here parses markup.
 */

export type Child = VNode | string;

export interface VNode {
  tag: string;
  key: string | undefined;
  attributes: Record<string, string>;
  style: Record<string, string>;
  on: Record<string, (event: Event) => void>;
  /** Called after each update, for elements that other code draws into. `children` is then ignored. */
  draw: ((element: HTMLElement) => void) | undefined;
  children: Child[];
}

export interface Props {
  key?: string;
  class?: string;
  style?: Record<string, string>;
  on?: Record<string, ((event: Event) => void) | undefined>;
  draw?: (element: HTMLElement) => void;
  [attribute: string]: unknown;
}

type Content = Child | number | false | null | undefined | Content[];

const reserved = new Set(['key', 'style', 'on', 'draw']);

/** Describes an element. The tag may have classes: "div.row.bad". */
export function h(tag: string, props: Props | null, ...content: Content[]): VNode {
  const [name = 'div', ...classes] = tag.split('.');
  const attributes: Record<string, string> = {};
  for (const [attribute, value] of Object.entries(props ?? {})) {
    if (!reserved.has(attribute) && value !== undefined && value !== null && value !== false) {
      attributes[attribute] = value === true ? '' : String(value);
    }
  }
  const all = [...classes, attributes.class].filter(Boolean).join(' ');
  if (all) {
    attributes.class = all;
  }
  const on = Object.fromEntries(Object.entries(props?.on ?? {}).filter(([, handler]) => handler)) as VNode['on'];
  return { tag: name, key: props?.key, attributes, style: props?.style ?? {}, on, draw: props?.draw, children: flat(content) };
}

function flat(content: Content[]): Child[] {
  return content.flatMap((item): Child[] => {
    if (Array.isArray(item)) {
      return flat(item);
    }
    if (item === false || item === null || item === undefined || item === '') {
      return [];
    }
    return [typeof item === 'number' ? String(item) : item];
  });
}

const nodes = new WeakMap<Node, VNode>();

/** Makes the children of an element those that are described. */
export function patch(parent: Element, children: Child[]): void {
  const wanted = new Set(children.map((child) => (typeof child === 'string' ? undefined : child.key)));
  const keyed = new Map<string, Element>();
  for (const node of [...parent.childNodes]) {
    const key = nodes.get(node)?.key;
    if (key === undefined) {
      continue;
    }
    if (wanted.has(key)) {
      keyed.set(key, node as Element);
    } else {
      node.remove();
    }
  }

  let next: ChildNode | null = parent.firstChild;
  for (const child of children) {
    const node = reused(child, next, keyed) ?? create(child);
    if (node === next) {
      next = next.nextSibling;
    } else {
      parent.insertBefore(node, next);
    }
    update(node, child);
  }
  while (next) {
    const rest: ChildNode | null = next.nextSibling;
    next.remove();
    next = rest;
  }
}

function reused(child: Child, next: ChildNode | null, keyed: Map<string, Element>): ChildNode | undefined {
  if (typeof child === 'string') {
    return next instanceof Text ? next : undefined;
  }
  const candidate = child.key === undefined ? next : keyed.get(child.key);
  const before = candidate ? nodes.get(candidate) : undefined;
  return candidate && before && before.tag === child.tag && before.key === child.key ? candidate : undefined;
}

function create(child: Child): ChildNode {
  if (typeof child === 'string') {
    return document.createTextNode(child);
  }
  const element = document.createElement(child.tag);
  nodes.set(element, { ...h(child.tag, null), key: child.key });
  return element;
}

function update(node: ChildNode, child: Child): void {
  if (typeof child === 'string') {
    if (node.nodeValue !== child) {
      node.nodeValue = child;
    }
    return;
  }
  const element = node as HTMLElement;
  const before = nodes.get(element)!;
  nodes.set(element, child);
  for (const name of Object.keys(before.attributes)) {
    if (!(name in child.attributes)) {
      element.removeAttribute(name);
    }
  }
  for (const [name, value] of Object.entries(child.attributes)) {
    if (before.attributes[name] !== value) {
      setAttribute(element, name, value);
    }
  }
  for (const name of Object.keys(before.style)) {
    if (!(name in child.style)) {
      element.style.removeProperty(name);
    }
  }
  for (const [name, value] of Object.entries(child.style)) {
    if (before.style[name] !== value) {
      element.style.setProperty(name, value);
    }
  }
  for (const type of Object.keys(child.on)) {
    if (!(type in before.on)) {
      // The listener looks the handler up, so a new handler needs no new listener.
      element.addEventListener(type, (event) => nodes.get(element)?.on[type]?.(event));
    }
  }
  if (child.draw) {
    child.draw(element);
  } else {
    patch(element, child.children);
    // After the children, because a select has no value before its options.
    if ('value' in child.attributes && element !== document.activeElement) {
      (element as HTMLInputElement).value = child.attributes.value!;
    }
  }
}

function setAttribute(element: HTMLElement, name: string, value: string): void {
  if (name !== 'value') {
    element.setAttribute(name, value);
  }
}
