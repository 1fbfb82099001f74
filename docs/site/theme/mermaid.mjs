// Draws the diagrams that pages write as Mermaid, as GitHub does. Mermaid is a part of the site, and only pages with a diagram load it.

import { useData } from 'vitepress';
import { h, onMounted, ref, watch } from 'vue';

let count = 0;

export const MermaidDiagram = {
  props: { code: { type: String, required: true } },
  setup(props) {
    const text = decodeURIComponent(props.code);
    const { isDark } = useData();
    const svg = ref('');
    async function draw() {
      const { default: mermaid } = await import('mermaid');
      // Labels as text of the picture: those of HTML are measured without the styles of the page, and then cut off.
      mermaid.initialize({ startOnLoad: false, htmlLabels: false, flowchart: { htmlLabels: false }, theme: isDark.value ? 'dark' : 'neutral', fontFamily: 'inherit' });
      svg.value = (await mermaid.render(`diagram-${count++}`, text)).svg;
    }

    onMounted(draw);
    watch(isDark, draw);
    // Until it is drawn, and without scripts, the text of the diagram is there.
    return () => (svg.value === '' ? h('pre', { class: 'diagram' }, text) : h('div', { class: 'diagram', innerHTML: svg.value }));
  },
};
