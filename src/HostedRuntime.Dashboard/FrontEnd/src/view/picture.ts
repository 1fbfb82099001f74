const namespace = 'http://www.w3.org/2000/svg';
const elements = new Set(['svg', 'g', 'rect', 'circle', 'ellipse', 'path', 'line', 'polyline', 'polygon', 'text', 'tspan', 'title', 'defs', 'marker']);
const attributes = new Set([
  'class', 'viewBox', 'width', 'height', 'role', 'aria-label', 'id', 'd', 'x', 'y', 'x1', 'x2', 'y1', 'y2', 'rx', 'ry', 'cx', 'cy', 'r', 'points', 'transform',
  'marker-end', 'marker-start', 'refX', 'refY', 'markerWidth', 'markerHeight', 'orient', 'text-anchor', 'data-key', 'data-task', 'data-resource', 'data-runtime',
]);

/**
 * Reads the picture of the server. It is the only markup that comes over the wire. Only drawing elements and attributes are copied, so a
 * fault in the server's escaping cannot bring a script or a foreign address into the page.
 */
export function readPicture(text: string): SVGSVGElement | undefined {
  const root = new DOMParser().parseFromString(text, 'image/svg+xml').documentElement;
  return root.localName === 'svg' && root.namespaceURI === namespace ? (copy(root) as SVGSVGElement) : undefined;
}

function copy(source: Element): Element {
  const element = document.createElementNS(namespace, source.localName);
  for (const { name, value } of source.attributes) {
    if (attributes.has(name) && (!value.includes('url(') || /^url\(#[\w-]+\)$/.test(value))) {
      element.setAttribute(name, value);
    }
  }
  for (const child of source.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) {
      element.append(child.nodeValue ?? '');
    } else if (child instanceof Element && child.namespaceURI === namespace && elements.has(child.localName)) {
      element.append(copy(child));
    }
  }
  return element;
}
