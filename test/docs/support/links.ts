import { lineOf, proseOf, type Page } from './pages';

export interface Link {
  /** For messages: `README.md:12`. */
  readonly title: string;
  /** As the page writes it, such as `../DESIGN.md#the-shape`. */
  readonly target: string;
}

const INLINE_CODE = /`[^`\n]*`/g;
const LINK = /\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)|^\[[^\]]+\]:\s*(\S+)/gm;

export function linksOf(page: Page): readonly Link[] {
  const prose = proseOf(page).replace(INLINE_CODE, (code) => ' '.repeat(code.length));
  return [...prose.matchAll(LINK)].map((match) => ({
    title: `${page.file}:${lineOf(prose, match.index)}`,
    target: match[1] ?? match[2] ?? '',
  }));
}

/** The anchors of a page, as GitHub names its headings, and those that it writes itself. */
export function anchorsOf(page: Page): ReadonlySet<string> {
  const anchors = new Set<string>();
  const counts = new Map<string, number>();
  for (const [, heading = ''] of proseOf(page).matchAll(/^#{1,6} +(.+?) *#*$/gm)) {
    const slug = slugOf(heading);
    const count = counts.get(slug) ?? 0;
    counts.set(slug, count + 1);
    anchors.add(count === 0 ? slug : `${slug}-${count}`);
  }
  for (const [, id = ''] of page.text.matchAll(/<a (?:id|name)="([^"]+)"/g)) anchors.add(id);
  return anchors;
}

function slugOf(heading: string): string {
  return heading
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-');
}
