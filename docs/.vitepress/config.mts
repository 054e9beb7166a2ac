import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import dark from '@shikijs/themes/github-dark';
import light from '@shikijs/themes/github-light';
import { defineConfig } from 'vitepress';
import { codeColors } from '../site/code-colors';
import { siteLink, withIndex } from '../site/links';
import { menusOf } from '../site/navigation';
import { withoutStyles } from '../site/style-attributes';
import { OWN_MENUS, readSitePages } from '../site/read-site-pages';

const FOLDER = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const pages = readSitePages(FOLDER);
const { version } = JSON.parse(readFileSync(path.join(FOLDER, 'package.json'), 'utf8')) as {
  version: string;
};

const { css, transformer } = codeColors({ light, dark });
const CODE_COLORS = 'virtual:code-colors.css';

export default defineConfig({
  title: 'Keyplane',
  description: 'Issues and governs keys, and declares them as infrastructure.',
  lang: 'en-US',
  base: '/docs/',
  cleanUrls: true,
  head: [['link', { rel: 'icon', type: 'image/svg+xml', href: '/docs/logo.svg' }]],
  // The lists of pages and of the site are in one file that all pages share, so the inline scripts
  // of all pages are the same, and the policy of the server names few hashes.
  metaChunk: true,
  rewrites: (id) => withIndex(id),
  srcExclude: ['site/**'],
  transformHtml: withoutStyles,
  // The style sheet that suppresses transitions would be inserted by a script, against the policy.
  appearance: { disableTransition: false },
  markdown: {
    languageAlias: { terraform: 'hcl', caddyfile: 'nginx', text: 'txt' },
    theme: { light, dark },
    codeTransformers: [transformer],
    config: (md) => {
      // The policy of the server allows no `style` attribute, and text is aligned to the left anyway.
      md.core.ruler.push('unaligned-cells', ({ tokens }) => {
        for (const token of tokens) {
          if (/^t[hd]_open$/.test(token.type)) token.attrs = null;
        }
      });
      md.core.ruler.push('site-links', ({ tokens, env }) => {
        for (const token of tokens.flatMap(({ children }) => children ?? [])) {
          const href = token.type === 'link_open' ? token.attrGet('href') : null;
          if (href !== null) token.attrSet('href', siteLink(href, env.relativePath as string));
        }
      });
    },
  },
  // The index of the search, which is loaded when somebody searches.
  vite: {
    build: { chunkSizeWarningLimit: 2000 },
    plugins: [
      {
        name: 'code-colors',
        resolveId: (id) => (id === CODE_COLORS ? id : undefined),
        load: (id) => (id === CODE_COLORS ? css : undefined),
      },
    ],
  },
  themeConfig: {
    logo: '/logo.svg',
    search: { provider: 'local', options: { detailedView: true } },
    nav: [
      {
        text: 'Guide',
        link: '/start/',
        activeMatch: '^/(start|concepts|guides|operating|security)',
      },
      { text: 'Reference', link: '/reference/', activeMatch: '^/(reference|errors)' },
      { text: 'Try the API', link: '/api', target: '_self' },
    ],
    sidebar: menusOf(pages, OWN_MENUS),
    outline: [2, 3],
    footer: { message: `Keyplane ${version}. Apache License 2.0.` },
  },
});
