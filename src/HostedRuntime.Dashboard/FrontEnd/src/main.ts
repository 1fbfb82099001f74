import 'uplot/dist/uPlot.min.css';
import './style/base.css';
import './style/frame.css';
import './style/table.css';
import './style/pages.css';
import { App } from './app';
import type { Session } from './data/wire';
import { listen } from './view/keyboard';
import { applyTheme } from './view/theme';

/** Without an answer the page begins read-only. Its stream then says what is wrong. */
async function readSession(): Promise<Session> {
  try {
    const answer = await fetch('session');
    if (answer.ok) {
      return (await answer.json()) as Session;
    }
  } catch {
    // The stream fails too, and reports why.
  }
  return { actions: false, version: '' };
}

applyTheme();
const root = document.createElement('div');
root.id = 'app';
document.body.append(root);
void readSession().then((session) => listen(new App(root, session)));
