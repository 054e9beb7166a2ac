import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import react from '@vitejs/plugin-react';
import postcss, { type AtRule } from 'postcss';
import { defineConfig, type Plugin, type Rolldown } from 'vite';

const OUTPUT = path.join(import.meta.dirname, '../dist/console');
/** Smaller files are sent as they are: the headers would cost more than compression saves. */
const LEAST_COMPRESSED_BYTES = 1024;
const HASH_LENGTH = 8;

/** With everything that it imports. In one file, it compresses better, and costs the headers of one answer. */
const OF_FIRST_PAGE = /src\/(main|app\/of-every-page)\.tsx?$/;

/** Compresses the files in the build, so that the server need not. */
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

/**
 * Mantine's style sheet has all components, and its class names are hashes that the scripts contain. A rule
 * whose class no script contains belongs to a component that the console does not use.
 */
function usedStyles(): Plugin {
  return {
    name: 'used-styles',
    apply: 'build',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const files = Object.values(bundle);
      const scripts = files.flatMap((file) => (file.type === 'chunk' ? [file.code] : []));
      const used = new Set(scripts.join('\n').match(/\bm_[0-9a-f]+\b/g));
      const isUsed = (selector: string) =>
        (selector.match(/\bm_[0-9a-f]+\b/g) ?? []).every((name) => used.has(name));
      for (const file of files) {
        if (file.type !== 'asset' || !file.fileName.endsWith('.css')) continue;
        const sheet = postcss.parse(String(file.source));
        sheet.walkRules((rule) => {
          if (rule.parent?.type === 'atrule' && /keyframes$/.test((rule.parent as AtRule).name)) {
            return;
          }
          const selectors = rule.selectors.filter(isUsed);
          if (selectors.length === 0) rule.remove();
          else rule.selectors = selectors;
        });
        sheet.walkAtRules((atRule) => {
          if (atRule.nodes?.length === 0) atRule.remove();
        });
        rename(file, sheet.toString(), files);
      }
    },
  };
}

/** Browsers keep a file for a year under its name, so a changed file needs another name. */
function rename(
  file: Rolldown.OutputAsset,
  source: string,
  files: readonly (Rolldown.OutputAsset | Rolldown.OutputChunk)[],
) {
  if (source === file.source) return;
  const before = path.basename(file.fileName);
  const hash = createHash('sha256').update(source).digest('base64url').slice(0, HASH_LENGTH);
  const after = before.replace(/-[\w-]+\.css$/, `-${hash}.css`);
  file.source = source;
  file.fileName = file.fileName.replace(before, after);
  for (const other of files) {
    if (other.type === 'chunk') other.code = other.code.replaceAll(before, after);
    else if (other.fileName.endsWith('.html')) {
      other.source = String(other.source).replaceAll(before, after);
    }
  }
}

// Vite reads the default export.
// eslint-disable-next-line no-restricted-syntax
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  html: { cspNonce: '__CSP_NONCE__' },
  plugins: [react(), usedStyles(), brotliCopies()],
  build: {
    outDir: OUTPUT,
    emptyOutDir: true,
    // The policy of the page does not allow `data:` URLs for scripts, and inlined fonts would be
    // sent with every page.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
    // A test limits what the first page loads, compressed.
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: 'first', test: OF_FIRST_PAGE }] } },
    },
  },
});
