// Compiles `messages` into one small function a message: src/paraglide.
import { fileURLToPath } from 'node:url';
import { compile } from '@inlang/paraglide-js';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

await compile({
  project: here('../project.inlang'),
  outdir: here('../src/paraglide'),
  strategy: ['cookie', 'preferredLanguage', 'baseLocale'],
  cookieName: 'locale',
  // In development the cookie decides; a build is for one locale (scripts/build.mjs), unit tests are in English.
  experimentalStaticLocale: "typeof PLAYHOUSE_LOCALE === 'undefined' ? undefined : PLAYHOUSE_LOCALE",
  emitReadme: false,
});
