const groups = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** A count with commas: 12,345. */
export function count(value: number | undefined | null): string {
  return value === undefined || value === null ? '' : groups.format(value);
}

/** A rate a second, with a digit after the point below ten. */
export function rate(value: number | undefined | null): string {
  if (value === undefined || value === null) {
    return '–';
  }
  if (value > 0 && value < 0.1) {
    return '<0.1';
  }
  return value > 0 && value < 10 ? value.toFixed(1) : groups.format(value);
}

/** A span that shows three digits at most: 350 µs, 12 ms, 4.2 s, 3 min 05 s, 2 h 10 min, 5 d 3 h. */
export function span(seconds: number | undefined | null): string {
  if (seconds === undefined || seconds === null) {
    return '';
  }
  if (seconds < 0.000_999_5) {
    return seconds <= 0 ? '0 s' : `${Math.max(1, Math.round(seconds * 1e6))} µs`;
  }
  if (seconds < 0.9995) {
    const ms = seconds * 1000;
    return `${ms < 9.95 ? ms.toFixed(1) : Math.round(ms)} ms`;
  }
  if (seconds < 59.95) {
    return `${seconds.toFixed(1)} s`;
  }
  const whole = Math.round(seconds);
  if (whole < 3600) {
    return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  }
  const minutes = Math.floor(whole / 60);
  return minutes < 1440 ? `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min` : `${Math.floor(minutes / 1440)} d ${Math.floor((minutes % 1440) / 60)} h`;
}

/** A size in the units of 1024. */
export function bytes(value: number | undefined | null): string {
  if (value === undefined || value === null) {
    return '–';
  }
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let size = value;
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit++;
  }
  return `${unit === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)} ${units[unit]}`;
}

/** "1 task", "2 tasks". */
export function counted(value: number, noun: string, plural = `${noun}s`): string {
  return `${count(value)} ${value === 1 ? noun : plural}`;
}

/** The time of day of a moment, as the clock of the browser shows it. */
export function clock(seconds: number): string {
  return new Date(seconds * 1000).toLocaleTimeString('en-GB');
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
