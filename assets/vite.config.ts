import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

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

export default defineConfig({
  plugins: [react(), tailwindcss(), embedPage()],
  resolve: { alias: { '~': here('./src') } },
  server: { proxy: { '/api': server, '/media': server } },
  build: {
    assetsDir: 'static',
    // Everything is a file of its own: the content security policy needs no exceptions for scripts or fonts.
    assetsInlineLimit: 0,
    manifest: true,
    // hls.js is one piece, and comes only when something plays.
    chunkSizeWarningLimit: 650,
    rollupOptions: { input: { index: here('./index.html'), embed: here('./embed.html'), docs: here('./docs.html') } },
  },
  test: { environment: 'node', include: ['src/**/*.test.ts'] },
});
