// Collects the licences of everything that is shipped to browsers into dist/licenses.txt.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));

function licenseText(folder) {
  const name = readdirSync(folder).find((file) => /^(licen[cs]e|copying)(\.|$)/i.test(file));
  return name ? readFileSync(join(folder, name), 'utf8').trim() : undefined;
}

const shipped = Object.entries(packages).filter(
  ([path, about]) => path && !about.dev && !about.peer && existsSync(join(root, path)),
);
const parts = shipped.map(([path, { version, license }]) => {
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const text = licenseText(join(root, path)) ?? `Licensed under ${license}.`;
  return `${name} ${version} (${license})\n\n${text}\n`;
});
writeFileSync(join(root, 'dist/licenses.txt'), parts.join(`\n${'-'.repeat(80)}\n\n`));
