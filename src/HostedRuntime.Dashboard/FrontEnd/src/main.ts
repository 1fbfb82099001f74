import 'uplot/dist/uPlot.min.css';
import './style/base.css';
import './style/frame.css';
import './style/table.css';
import './style/pages.css';
import { App } from './app';
import type { Session } from './data/wire';
import { listen } from './view/keyboard';
import { applyTheme } from './view/theme';

const unknown: Session = { actions: false, version: '' };

/** Usually the answer is there before the first rows. Later than this, the page begins read-only and without its title. */
const mostSessionMs = 1000;

async function readSession(): Promise<Session> {
  try {
    const answer = await fetch('session');
    if (answer.ok) {
      return (await answer.json()) as Session;
    }
  } catch {
    // The stream fails too, and reports why.
  }
  return unknown;
}

async function start(): Promise<void> {
  const session = readSession();
  const app = new App(root, await Promise.race([session, new Promise<Session>((resolve) => setTimeout(() => resolve(unknown), mostSessionMs))]));
  listen(app);
  app.know(await session);
}

applyTheme();
const root = document.createElement('div');
root.id = 'app';
document.body.append(root);
void start();
