const key = 'hostedruntime-theme';

/** Follows the system until somebody chooses. */
export function applyTheme(): void {
  const chosen = read();
  if (chosen) {
    document.documentElement.dataset.theme = chosen;
  }
}

export function toggleTheme(): void {
  const now = document.documentElement.dataset.theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
  const next = now === 'dark' ? 'light' : 'dark';
  document.documentElement.dataset.theme = next;
  try {
    localStorage.setItem(key, next);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}

function read(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
