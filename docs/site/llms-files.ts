import { readFrontMatter, titleOf } from './front-matter';
import { siteLink, withIndex } from './links';
import type { SitePage } from './site-page';

const BASE = '/docs';

/** The sections of `llms.txt`: heading → the folders or pages in it. */
const SECTIONS: readonly (readonly [heading: string, places: readonly string[]])[] = [
  ['Get started', ['start/']],
  ['Concepts', ['concepts/', 'security.md']],
  ['Guides', ['guides/']],
  ['Operating', ['operating/']],
  ['Reference', ['reference/']],
  ['Optional', ['errors/']],
];

/**
 * The site for language models (llmstxt.org): `llms.txt` with a line for each page, `llms-full.txt`
 * with all pages, and the Markdown of each page next to its HTML.
 */
export function llmsFiles(pages: readonly SitePage[], description: string): SitePage[] {
  const shown = pages.filter(({ path }) => path !== 'index.md').map(shownPage);
  const sections = SECTIONS.flatMap(([heading, places]) => {
    const inside = shown.filter(({ path }) => places.some((place) => path.startsWith(place)));
    return inside.length === 0 ? [] : [`## ${heading}\n\n${inside.map(lineOf).join('\n')}`];
  });
  const head = `# Keyplane\n\n> ${description}`;
  return [
    { path: 'llms.txt', text: `${[head, ...sections].join('\n\n')}\n` },
    { path: 'llms-full.txt', text: `${[head, ...shown.map(({ body }) => body)].join('\n\n')}\n` },
    ...shown.map(({ path, body }) => ({ path, text: body })),
  ];
}

interface ShownPage {
  readonly path: string;
  readonly title: string;
  readonly description: string | undefined;
  readonly body: string;
}

function shownPage({ path, text }: SitePage): ShownPage {
  const { matter, body } = readFrontMatter(text);
  return {
    path: withIndex(path),
    title: titleOf(text) ?? path,
    description: matter.description,
    body: withSiteLinks(body, path).trim() + '\n',
  };
}

/** The links of the Markdown are relative, and to files that the site shows elsewhere. */
function withSiteLinks(body: string, page: string): string {
  return body.replaceAll(/\]\(([^)\s]+)\)/g, (_, href: string) => {
    const link = siteLink(href, page);
    return `](${link.startsWith('/') && !href.startsWith('/') ? BASE : ''}${link})`;
  });
}

const lineOf = ({ path, title, description }: ShownPage) =>
  `- [${title}](${BASE}/${path})${description === undefined ? '' : `: ${description}`}`;
