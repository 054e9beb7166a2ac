import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const OUTPUT = path.join(import.meta.dirname, '../dist/console');
/** Smaller files are sent as they are: the headers would cost more than compression saves. */
const LEAST_COMPRESSED_BYTES = 1024;

/** Almost every page uses these. In one file, they cost the headers of one answer. */
const OF_EVERY_PAGE =
  /src\/(api\/(paged-list|problem)|components\/(blast-radius|copy-button|create-dialog|delete-dialog|form-step|key-link|object-list|page|problem-alert|reveal-step|time))\.tsx?$/;

/** Compresses once at the build, so that the server compresses nothing. */
function brotliCopies(): Plugin {
  return {
    name: 'brotli-copies',
    apply: 'build',
    closeBundle() {
      const folder = path.join(OUTPUT, 'assets');
      for (const name of readdirSync(folder)) {
        const bytes = readFileSync(path.join(folder, name));
        if (bytes.length < LEAST_COMPRESSED_BYTES) continue;
        const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
        writeFileSync(path.join(folder, `${name}.br`), brotliCompressSync(bytes, { params }));
      }
    },
  };
}

// Vite reads the default export.
// eslint-disable-next-line no-restricted-syntax
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  html: { cspNonce: '__CSP_NONCE__' },
  plugins: [react(), brotliCopies()],
  build: {
    outDir: OUTPUT,
    emptyOutDir: true,
    // The policy of the page allows no data: scripts, and inlined fonts would be sent with every page.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
    // A test limits what the first page loads, compressed.
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: 'every-page', test: OF_EVERY_PAGE }] } },
    },
  },
});
