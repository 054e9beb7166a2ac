import { parse, stringify } from 'yaml';

export interface FrontMatter {
  readonly title?: string;
  readonly description?: string;
  /** The place of the page in its group of the menu. Pages without an order come last, by title. */
  readonly order?: number;
}

export interface MarkdownPage {
  readonly matter: FrontMatter;
  /** Everything below the front matter. */
  readonly body: string;
}

export function readFrontMatter(text: string): MarkdownPage {
  const [block, yaml = ''] = /^---\n([\s\S]*?)\n---\n/.exec(text) ?? [''];
  return { matter: (parse(yaml) ?? {}) as FrontMatter, body: text.slice(block.length) };
}

export function withFrontMatter(matter: FrontMatter, body: string): string {
  return `---\n${stringify(matter, { lineWidth: 0 })}---\n\n${body.trimStart()}`;
}

/** The title of the front matter, or the first heading without its markup. */
export function titleOf(text: string): string | undefined {
  const { matter, body } = readFrontMatter(text);
  return matter.title ?? /^# (.+)$/m.exec(body)?.[1]?.replaceAll('`', '').trim();
}
