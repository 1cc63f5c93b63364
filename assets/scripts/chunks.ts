// Which modules come together in one file. Left alone, every module that two pages share is a file of its own, and a page of
// fifty files waits for its network fifty times.
//
// Parts are closed under imports, and no part imports from one below it: player, main, common, a page.
import { readFileSync } from 'node:fs';

interface Context {
  getModuleInfo(id: string): { importedIds: string[] } | null;
}

const root = new URL('..', import.meta.url).pathname;
const MAIN = 'src/main.tsx';
const ALL_WORDS = `${root}src/words.ts`;

/** Some modules with all that they import, and the messages and icons that these name. */
interface Part {
  modules: Set<string>;
  words: Set<string>;
  icons: Set<string>;
}

function partOf(sources: string[], context: Context): Part {
  const part: Part = { modules: new Set(sources.map((source) => root + source)), words: new Set(), icons: new Set() };
  for (const id of part.modules) {
    if (id === ALL_WORDS || id.includes('lucide-react')) continue;
    for (const imported of context.getModuleInfo(id)?.importedIds ?? []) part.modules.add(imported);
    if (!/[\\/]src[\\/].*\.tsx?$/.test(id)) continue;
    const source = readFileSync(id, 'utf8');
    for (const [, key = ''] of source.matchAll(/\bm\.(\w+)/g)) part.words.add(key);
    const names = /import \{([^}]+)\} from 'lucide-react'/.exec(source)?.[1]?.split(',') ?? [];
    for (const name of names) part.icons.add(name.trim().split(' ')[0] ?? '');
  }
  return part;
}

function partsOf(context: Context) {
  const player = ['player', 'extras', 'elements', 'hls', 'shaka'].map((name) => `src/player/${name}.ts`);
  const refusals = ['problem-words', 'failure-words'].map((name) => `src/api/${name}.ts`);
  return {
    // What frames in other sites play with brings nothing that only the app needs.
    player: partOf(['embed.html', 'docs.html', ...player, ...refusals], context),
    main: partOf([MAIN], context),
    common: partOf(['src/pages/home.tsx', 'src/pages/watch.tsx'], context),
  };
}

const nameOf = (id: string) => /([^\\/]+)\.m?js$/.exec(id)?.[1] ?? '';
const pascal = (name: string) => name.replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase());

type Kind = 'module' | 'vendor' | 'icon' | 'word';

function kindOf(id: string): Kind {
  if (/lucide-react[\\/].*[\\/]icons[\\/]/.test(id)) return 'icon';
  if (/[\\/]paraglide[\\/]messages[\\/](?!_index)/.test(id)) return 'word';
  return id.includes('node_modules') ? 'vendor' : 'module';
}

function isIn(part: Part, id: string, kind: Kind): boolean {
  if (kind === 'icon') return part.icons.has(pascal(nameOf(id)));
  return kind === 'word' ? part.words.has(nameOf(id)) : part.modules.has(id);
}

let parts: ReturnType<typeof partsOf> | undefined;

function chunkOf(id: string, context: Context): string | null {
  // What is loaded by name is a file of its own.
  if (id === root + MAIN) return null;
  parts ??= partsOf(context);
  const kind = kindOf(id);
  if (isIn(parts.player, id, kind)) return null;
  if (isIn(parts.main, id, kind)) return kind === 'vendor' ? 'vendor' : 'base';
  if (kind === 'icon') return 'icons';
  if (kind === 'word') return 'words';
  return isIn(parts.common, id, kind) ? 'common' : null;
}

function group(chunks: string[], minShareCount: number) {
  const name = (id: string, context: Context) => {
    const chunk = chunkOf(id, context);
    return chunk !== null && chunks.includes(chunk) ? chunk : null;
  };
  return { name, minShareCount, includeDependenciesRecursively: false };
}

export const chunkGroups = [group(['vendor', 'base'], 1), group(['common', 'icons', 'words'], 2)];
