import { posix } from 'node:path';
import { readFrontMatter, titleOf } from './front-matter';
import { withIndex } from './links';
import type { SitePage } from './site-page';

/** An entry of the menu: a page, a group of entries, or a page with entries below it. */
export interface MenuEntry {
  readonly text: string;
  readonly link?: string;
  readonly items?: MenuEntry[];
  readonly collapsed?: boolean;
}

/** The folders whose pages are read from beginning to end, in this order. */
const CHAPTERS = ['start', 'concepts', 'guides', 'operating'];

const NAMES: Readonly<Record<string, string>> = {
  start: 'Get started',
  'data-sources': 'Data sources',
  'ephemeral-resources': 'Ephemeral resources',
};

/**
 * The menus: the path below which each is shown → its entries. A folder with hundreds of pages has
 * a menu of its own, because each page contains its menu.
 * @param ownMenus the folders with a menu of their own
 */
export function menusOf(
  pages: readonly SitePage[],
  ownMenus: readonly string[],
): Record<string, MenuEntry[]> {
  const single = pages.filter(({ path }) => !path.includes('/') && !isIndex(path));
  const chapters = [
    ...CHAPTERS.map((folder) => groupOf(folder, pages)),
    ...single.map(entryOf),
  ].filter((entry) => entry !== undefined);
  const own = ownMenus.flatMap((folder) => {
    const group = groupOf(folder, pages);
    return group === undefined
      ? []
      : [[`/${folder}/`, [...upFrom(folder), menuOf(group)]] as const];
  });
  return { '/': chapters, ...Object.fromEntries(own) };
}

/** Each part of the reference leads back to its overview. */
const upFrom = (folder: string): MenuEntry[] =>
  folder === 'reference' ? [] : [{ text: 'All of the reference', link: '/reference/' }];

/** The entries below a heading, which leads to the index. */
const menuOf = ({ text, link, items = [] }: MenuEntry): MenuEntry => ({
  text,
  ...(link !== undefined && { link }),
  items,
});

/** `undefined` if no page is in the folder. */
function groupOf(folder: string, pages: readonly SitePage[]): MenuEntry | undefined {
  const inside = pages.filter(({ path }) => path.startsWith(`${folder}/`));
  if (inside.length === 0) return undefined;
  const here = inside.filter(({ path }) => posix.dirname(path) === folder);
  const index = here.find(({ path }) => isIndex(path));
  const below = [...new Set(inside.map(({ path }) => path.slice(folder.length + 1)))]
    .filter((path) => path.includes('/'))
    .map((path) => path.slice(0, path.indexOf('/')));
  return {
    text: NAMES[posix.basename(folder)] ?? (index && titleOf(index.text)) ?? nameOf(folder),
    ...(index && { link: linkOf(index.path) }),
    items: [
      ...here
        .filter(({ path }) => !isIndex(path))
        .sort(byOrder)
        .map(entryOf),
      ...[...new Set(below)].flatMap((name) => {
        const group = groupOf(`${folder}/${name}`, pages);
        return group === undefined ? [] : [nested(group)];
      }),
    ],
  };
}

/** A folder with nothing but an index is a page. */
const nested = ({ items = [], ...page }: MenuEntry): MenuEntry =>
  items.length === 0 ? page : { ...page, items, collapsed: true };

const entryOf = (page: SitePage): MenuEntry => ({
  text: titleOf(page.text) ?? nameOf(page.path.replace(/\.md$/, '')),
  link: linkOf(page.path),
});

/** The path of a page in a browser, without the base of the site. */
export function linkOf(path: string): string {
  return `/${withIndex(path)
    .replace(/(^|\/)index\.md$/, '$1')
    .replace(/\.md$/, '')}`;
}

const isIndex = (path: string) => /(^|\/)index\.md$/.test(withIndex(path));

function nameOf(path: string): string {
  const words = posix.basename(path).replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function byOrder(left: SitePage, right: SitePage): number {
  const [one, other] = [left, right].map(({ text }) => readFrontMatter(text).matter.order);
  return (
    (one ?? Infinity) - (other ?? Infinity) ||
    (titleOf(left.text) ?? left.path).localeCompare(titleOf(right.text) ?? right.path)
  );
}
