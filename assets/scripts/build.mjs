// Builds the app once for every locale. Files that are the same in all of them, such as the video engine, are there once:
// their names are hashes of their bytes.
import { cpSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const { baseLocale, locales } = JSON.parse(readFileSync(here('../project.inlang/settings.json'), 'utf8'));
const dist = here('../dist');

/** The words of one locale: its own function in the place of the one that chooses among all. */
const wordsOf = (locale) => ({
  name: 'playhouse-words',
  transform: {
    filter: { id: /src\/paraglide\/(messages\/(?!_index)|runtime)/ },
    handler: (code, id) => ({
      code: id.includes('/messages/')
        ? code.replace(/^export const (\w+) = [^]*/m, `export const $1 = ${locale}_$1;`)
        : code.replace(/^(export const experimentalStaticLocale =) .*$/m, `$1 ${JSON.stringify(locale)};`),
      moduleSideEffects: false,
    }),
  },
});

/** Words of the pages that are there before any script: `{m.area_name}`. */
const wordsInPages = (locale) => ({
  name: 'playhouse-words-in-pages',
  transformIndexHtml: (html) =>
    html.replace(/\{m\.(([a-z]+)_\w+)\}/g, (_, key, area) => {
      const messages = JSON.parse(readFileSync(here(`../messages/${locale}/${area}.json`), 'utf8'));
      if (!messages[key]) throw new Error(`There is no message ${key} in ${locale}`);
      return messages[key];
    }),
});

for (const locale of [baseLocale, ...locales.filter((locale) => locale !== baseLocale)]) {
  const outDir = locale === baseLocale ? dist : `${dist}/${locale}`;
  await build({
    root: here('..'),
    plugins: [wordsOf(locale), wordsInPages(locale)],
    build: { outDir, emptyOutDir: true },
  });
  if (outDir === dist) continue;
  cpSync(`${outDir}/static`, `${dist}/static`, { recursive: true });
  rmSync(`${outDir}/static`, { recursive: true });
  renameSync(`${outDir}/.vite/manifest.json`, `${dist}/.vite/manifest.${locale}.json`);
  rmSync(`${outDir}/.vite`, { recursive: true });
}

// What other sites load to steer the players in their pages: one script without modules, under a name that stays.
await build({
  configFile: false,
  root: here('..'),
  resolve: { alias: { '~': here('../src') } },
  build: {
    outDir: dist,
    emptyOutDir: false,
    copyPublicDir: false,
    lib: {
      entry: here('../src/embed/client.ts'),
      name: 'Playhouse',
      formats: ['iife'],
      fileName: () => 'embed-api.js',
    },
  },
});
