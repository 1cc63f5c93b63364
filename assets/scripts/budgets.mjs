// Fails when a page has grown beyond what it may cost: gzipped kibibytes of what a visitor downloads.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const dist = new URL('../dist/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'));

const size = (file) => gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length / 1024;

/** The chunk and everything it imports; with `dynamic`, also those of its lazy imports whose source matches. */
function reach(key, dynamic = () => false, seen = new Set()) {
  if (seen.has(key)) return seen;
  seen.add(key);
  const chunk = manifest[key];
  for (const next of chunk.imports ?? []) reach(next, dynamic, seen);
  for (const next of chunk.dynamicImports ?? []) if (dynamic(next)) reach(next, dynamic, seen);
  return seen;
}

function weigh(keys) {
  const files = { js: new Set(), css: new Set() };
  for (const key of keys) {
    const { file, css = [] } = manifest[key];
    if (file.endsWith('.js')) files.js.add(file);
    for (const sheet of css) files.css.add(sheet);
  }
  const total = (set) => [...set].reduce((sum, file) => sum + size(file), 0);
  return { js: total(files.js), css: total(files.css) };
}

const matches =
  (...parts) =>
  (key) =>
    parts.some((part) => key.includes(part));
const app = 'src/main.tsx';
const entry = weigh(reach('index.html', matches(app)));
const watch = weigh(reach('index.html', matches(app, 'pages/watch.tsx', 'player/stage')));
// DASH is for who asks for it, or where there is nothing else.
const embed = weigh(reach('embed.html', (key) => !key.includes('shaka')));
// Swagger UI is for people who write programs, and is as large as it is.
const everything = weigh(Object.keys(manifest).filter((key) => !/docs|swagger|shaka/.test(key)));

const rows = [
  ['entry JS', entry.js, 130],
  ['watch page JS before play', watch.js, 200],
  ['embed page, all in', embed.js + embed.css, 265],
  ['embed API of other sites', size('embed-api.js'), 3],
  ['all CSS', everything.css, 25],
];

let failed = false;
for (const [name, actual, budget] of rows) {
  const over = actual > budget;
  failed ||= over;
  console.log(`${over ? 'OVER' : 'ok  '}  ${name.padEnd(28)} ${actual.toFixed(1).padStart(6)} of ${budget} KiB`);
}
if (failed) process.exit(1);
