/** What the keys do. The page has one implementation. */
export interface Commands {
  show(number: number): void;
  move(rows: number): void;
  openSelected(): void;
  close(): void;
  pause(): void;
  theme(): void;
  help(): void;
}

export const keys: readonly (readonly [keys: string, meaning: string])[] = [
  ['1 – 7', 'show a page'],
  ['/', 'filter'],
  ['j  k  or  ↓  ↑', 'next and previous row'],
  ['Enter', 'open the row'],
  ['Escape', 'close the row, leave the filter'],
  ['p', 'pause, and go on'],
  ['t', 'dark or light'],
  ['?', 'this list'],
];

export function listen(commands: Commands): void {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) {
      return;
    }
    const target = event.target as HTMLElement;
    if (target.matches('input, select, textarea')) {
      if (event.key === 'Escape') {
        target.blur();
      }
      return;
    }
    if (act(event.key, target, commands)) {
      event.preventDefault();
    }
  });
}

function act(key: string, target: HTMLElement, commands: Commands): boolean {
  if (key >= '1' && key <= '7') {
    commands.show(Number(key) - 1);
    return true;
  }
  switch (key) {
    case '/':
      document.getElementById('filter')?.focus();
      return true;
    case 'j':
    case 'ArrowDown':
      commands.move(1);
      return true;
    case 'k':
    case 'ArrowUp':
      commands.move(-1);
      return true;
    case 'Enter':
      if (target.matches('button, a, summary')) {
        return false;
      }
      commands.openSelected();
      return true;
    case 'Escape':
      commands.close();
      return true;
    case 'p':
      commands.pause();
      return true;
    case 't':
      commands.theme();
      return true;
    case '?':
      commands.help();
      return true;
    default:
      return false;
  }
}
