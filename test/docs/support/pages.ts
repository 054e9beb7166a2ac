import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const ROOT = path.join(__dirname, '../../..');

/** A fenced block of a Markdown page: ```<language> <label>. */
export interface CodeBlock {
  /** For messages: `docs/start/hcl.md:12`. */
  readonly title: string;
  readonly page: string;
  readonly language: string;
  /** A file name or a word such as `not-run`; empty if there is none. */
  readonly label: string;
  readonly code: string;
}

/** A Markdown page, by its path in the repository. */
export interface Page {
  readonly file: string;
  readonly text: string;
}

/** Programs and generated pages. What generates a page checks it. */
const NOT_PAGES = new Set([
  'docs/.vitepress',
  'docs/errors',
  'docs/node_modules',
  'docs/public',
  'docs/reference',
  'docs/site',
]);

/** The Markdown files below a folder of the repository, sorted. */
export function pagesIn(folder: string): readonly Page[] {
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true })
    .flatMap((entry) => {
      const file = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return NOT_PAGES.has(file) ? [] : pagesIn(file);
      return file.endsWith('.md') ? [readPage(file)] : [];
    })
    .sort((a, b) => a.file.localeCompare(b.file));
}

export function readPage(file: string): Page {
  return { file, text: readFileSync(path.join(ROOT, file), 'utf8') };
}

/** The pages whose code blocks are checked. */
export function documentedPages(): readonly Page[] {
  return [readPage('README.md'), ...pagesIn('docs')];
}

const FENCE = /^( *)```(.*)\n([\s\S]*?)^ *```$/gm;

export function codeBlocksOf({ file, text }: Page): readonly CodeBlock[] {
  return [...text.matchAll(FENCE)].map((match) => {
    const [, indent = '', info = '', code = ''] = match;
    const [language = '', ...label] = info.trim().split(/\s+/);
    return {
      title: `${file}:${lineOf(text, match.index)}`,
      page: file,
      language,
      label: label.join(' '),
      code: code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    };
  });
}

/** The text of a page without its code blocks, which stay as empty lines. */
export function proseOf({ text }: Page): string {
  return text.replace(FENCE, (block) => block.replaceAll(/[^\n]/g, ''));
}

export function lineOf(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}
