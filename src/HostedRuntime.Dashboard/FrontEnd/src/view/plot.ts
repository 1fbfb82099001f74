import uPlot from 'uplot';

export interface Series {
  label: string;
  colour: string;
  values: (number | null)[];
}

const short = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });
const shownS = 300;
const height = 124;

/** A plot of the last five minutes. The newest values stand in its legend. */
export class Plot {
  private plot: uPlot | undefined;
  private element: HTMLElement | undefined;
  private drawn = '';

  constructor(private readonly format: (value: number | null) => string) {}

  draw(element: HTMLElement, times: number[], series: Series[]): void {
    const width = element.clientWidth;
    if (width === 0) {
      return;
    }
    const theme = `${document.documentElement.dataset.theme ?? ''}${matchMedia('(prefers-color-scheme: dark)').matches}${series.map((one) => one.label).join()}`;
    if (this.element !== element || this.drawn !== theme) {
      this.plot?.destroy();
      this.plot = new uPlot(this.options(width, series), [[], ...series.map(() => [])], element);
      this.element = element;
      this.drawn = theme;
    }
    const plot = this.plot!;
    if (plot.width !== width) {
      plot.setSize({ width, height });
    }
    plot.setData([times, ...series.map((one) => one.values)] as uPlot.AlignedData);
    if (plot.cursor.idx === null || plot.cursor.idx === undefined) {
      // A new plot clears its legend when it has drawn, which is later than now.
      queueMicrotask(() => this.plot === plot && plot.setLegend({ idx: times.length - 1 }, false));
    }
  }

  destroy(): void {
    this.plot?.destroy();
    this.plot = undefined;
    this.element = undefined;
  }

  private options(width: number, series: Series[]): uPlot.Options {
    const style = getComputedStyle(document.documentElement);
    const colour = (name: string): string => style.getPropertyValue(`--${name}`).trim();
    const axis = { stroke: colour('quiet'), font: `10px ${colour('font') || 'sans-serif'}`, grid: { stroke: colour('line'), width: 1 }, ticks: { show: false } };
    return {
      width,
      height,
      padding: [6, 18, 0, 0],
      cursor: { y: false, points: { size: 5 }, drag: { x: false, y: false } },
      scales: {
        x: { range: (_, __, newest) => [(newest ?? 0) - shownS, newest ?? 0] },
        y: { range: (_, __, most) => [0, Math.max(4, (most ?? 0) * 1.1)] },
      },
      axes: [
        { ...axis, size: 20, incrs: [60], values: (_, ticks) => ticks.map((tick) => new Date(tick * 1000).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })) },
        { ...axis, size: 44, space: 24, values: (_, ticks) => ticks.map((tick) => short.format(tick)) },
      ],
      series: [
        { value: (_, time) => (time === null || time === undefined ? '' : new Date(time * 1000).toLocaleTimeString('en-GB')) },
        ...series.map((one, index) => ({
          label: one.label,
          stroke: colour(one.colour),
          width: 1.5,
          // Colour is never alone: the second line is dashed.
          dash: index === 1 ? [4, 3] : [],
          points: { show: false },
          value: (_: uPlot, value: number | null) => this.format(value),
        })),
      ],
    };
  }
}
