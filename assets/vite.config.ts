import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { chunkGroups } from './scripts/chunks.ts';
import { testids } from './src/testids.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const server = process.env.PLAYHOUSE_PUBLIC_URL ?? 'http://127.0.0.1:8080';

/** In development the embed page answers at its public address, as the server does it. */
function embedPage(): Plugin {
  return {
    name: 'playhouse-embed-page',
    configureServer(dev) {
      dev.middlewares.use((request, _response, next) => {
        if (request.url?.startsWith('/embed/')) request.url = '/embed.html';
        next();
      });
    },
  };
}

/** Names for tests become plain text, so that no page downloads the list of all of them. */
function plainTestids(): Plugin {
  const names: Record<string, unknown> = testids;
  return {
    name: 'playhouse-plain-testids',
    apply: 'build',
    enforce: 'pre',
    transform(code, id) {
      if (!/[\\/]src[\\/].*\.tsx?$/.test(id) || !code.includes('testids.')) return null;
      const plain = (whole: string, name: string) => {
        const value = names[name];
        if (value === undefined) return whole;
        return typeof value === 'string' ? JSON.stringify(value) : `(${JSON.stringify(value)})`;
      };
      const said = code.replace(/\btestids\.(\w+)\b/g, plain);
      // The list itself is not even asked for any more.
      const lean = said.replace(/^import \{ testids \} from '[^']+';$/m, '');
      return { code: /\btestids\b/.test(lean) ? said : lean, map: null };
    },
  };
}

export default defineConfig(({ mode }) => ({
  // Unit tests are in English.
  define: mode === 'test' ? { PLAYHOUSE_LOCALE: '"en"' } : {},
  plugins: [plainTestids(), react(), tailwindcss(), embedPage()],
  resolve: { alias: { '~': here('./src') } },
  server: { proxy: { '/api': server, '/media': server } },
  build: {
    assetsDir: 'static',
    // Everything is a file of its own: the content security policy needs no exceptions for scripts or fonts.
    assetsInlineLimit: 0,
    manifest: true,
    // hls.js is one piece, and comes only when something plays.
    chunkSizeWarningLimit: 650,
    rolldownOptions: {
      input: { index: here('./index.html'), embed: here('./embed.html'), docs: here('./docs.html') },
      output: {
        codeSplitting: { groups: chunkGroups },
      },
    },
  },
  test: { environment: 'node', include: ['src/**/*.test.ts'] },
}));
