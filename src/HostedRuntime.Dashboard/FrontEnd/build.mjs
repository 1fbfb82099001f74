// Builds the pages into ../Assets, which the assembly embeds. The output depends on the sources and on package-lock.json only.
import { build } from 'esbuild';
import { cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';

const assets = new URL('../Assets/', import.meta.url);
const mostBytes = 150 * 1024;

if (process.argv.includes('--test')) {
  const tests = (await readdir(new URL('tests/', import.meta.url))).filter((name) => name.endsWith('.test.ts'));
  await build({
    entryPoints: tests.map((name) => `tests/${name}`),
    outdir: 'obj/tests', outExtension: { '.js': '.mjs' },
    bundle: true, platform: 'node', format: 'esm', logLevel: 'warning',
  });
} else {
  await rm(assets, { recursive: true, force: true });
  await mkdir(assets, { recursive: true });
  await build({
    entryPoints: { app: 'src/main.ts' },
    outdir: '../Assets',
    bundle: true, minify: true, format: 'iife', target: ['chrome115', 'firefox115', 'safari16.4'],
    charset: 'utf8', legalComments: 'none', logLevel: 'warning',
  });
  for (const name of await readdir(new URL('static/', import.meta.url))) {
    await cp(new URL(`static/${name}`, import.meta.url), new URL(name, assets));
  }
  const license = await readFile(new URL('node_modules/uplot/LICENSE', import.meta.url), 'utf8');
  await writeFile(new URL('NOTICES.txt', assets), `The file app.js contains uPlot (https://github.com/leeoniya/uPlot).\n\n${license.replaceAll('\r\n', '\n')}`);

  let total = 0;
  for (const name of await readdir(assets)) {
    const { size } = await stat(new URL(name, assets));
    total += size;
    console.log(`${String(size).padStart(8)}  ${name}`);
  }
  console.log(`${String(total).padStart(8)}  of at most ${mostBytes}`);
  if (total > mostBytes) {
    process.exitCode = 1;
  }
}
