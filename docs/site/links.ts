import { posix } from 'node:path';

/** Where readers find the files of the repository that are not pages of the site. */
const REPOSITORY = 'https://github.com/keyplane/keyplane';

/** Folders of the repository whose Markdown the site shows at another place. */
const SHOWN_ELSEWHERE: readonly (readonly [string, string])[] = [
  ['provider/docs', 'docs/reference/provider'],
];

/**
 * A link of a page as the site needs it. The pages link to each other, and to files of the
 * repository, by relative paths, so that the links also work where the Markdown itself is read.
 * @param page the page that has the link, below `docs/`
 */
export function siteLink(href: string, page: string): string {
  if (/^(?:[a-z][a-z0-9+.-]*:|\/|#)/i.test(href)) return href;
  const [target = '', anchor] = href.split('#', 2);
  const fragment = anchor === undefined ? '' : `#${anchor}`;
  const file = shownAt(posix.join('docs', posix.dirname(page), target));
  if (file.startsWith('docs/')) return `/${withIndex(file.slice('docs/'.length))}${fragment}`;
  const view = posix.extname(file) === '' ? 'tree' : 'blob';
  return `${REPOSITORY}/${view}/main/${file}${fragment}`;
}

/** GitHub shows a README for its folder, and the site an index. */
export function withIndex(file: string): string {
  return file.replace(/(^|\/)README\.md$/, '$1index.md');
}

function shownAt(file: string): string {
  const shown = SHOWN_ELSEWHERE.find(([folder]) => file.startsWith(`${folder}/`));
  return shown === undefined ? file : shown[1] + file.slice(shown[0].length);
}
