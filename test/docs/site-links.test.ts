import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { BUILT_SITE, builtPages } from '../support/built-site';

const BASE = '/docs/';
const CONSTRUCTS = path.join(__dirname, '../../provider/constructs/index.ts');
/** Paths that the server answers itself. */
const SERVER_PATHS = new Set(['/docs/api']);

interface Page {
  readonly ids: ReadonlySet<string>;
  readonly links: readonly string[];
  /** What a browser fetches to show the page. */
  readonly fetched: readonly string[];
  readonly isStyled: boolean;
}

function pageOf(html: string): Page {
  const valuesOf = (pattern: RegExp) =>
    [...html.matchAll(pattern)].map(([, value = '']) => value.replaceAll('&amp;', '&'));
  return {
    ids: new Set(valuesOf(/\sid="([^"]+)"/g)),
    links: valuesOf(/<a\s[^>]*?href="([^"]+)"/g),
    fetched: [...valuesOf(/\ssrc="([^"]+)"/g), ...valuesOf(/<link\s[^>]*?href="([^"]+)"/g)],
    isStyled: /<style|<[a-z][^<>]*\sstyle=/.test(html),
  };
}

describe('the built documentation site', () => {
  const pages = new Map(
    builtPages().map((file) => [file, pageOf(readFileSync(path.join(BUILT_SITE, file), 'utf8'))]),
  );
  const files = new Set(
    readdirSync(BUILT_SITE, { recursive: true, encoding: 'utf8' }).map((file) =>
      file.split(path.sep).join('/'),
    ),
  );

  /** The file at a path, such as `/docs/errors/`; `undefined` if there is none. */
  function fileAt(url: string): string | undefined {
    if (!url.startsWith(BASE)) return undefined;
    const name = decodeURI(url.slice(BASE.length));
    const names =
      name === '' || name.endsWith('/') ? [`${name}index.html`] : [name, `${name}.html`];
    return names.find((each) => files.has(each));
  }

  function faultOf(link: string, from: string): string | undefined {
    if (/^(?:https?|mailto):/.test(link)) return undefined;
    const [target = '', anchor] = link.split('#', 2);
    if (SERVER_PATHS.has(target)) return undefined;
    const file = target === '' ? from : fileAt(target);
    if (file === undefined) return `${from}: ${link} leads to nothing`;
    if (anchor === undefined || anchor === '') return undefined;
    const isThere = pages.get(file)?.ids.has(decodeURIComponent(anchor)) === true;
    return isThere ? undefined : `${from}: ${link} leads to no heading of ${file}`;
  }

  it('has no link that leads to nothing', () => {
    const faults = [...pages].flatMap(([from, { links }]) =>
      [...new Set(links)].map((link) => faultOf(link, from)).filter((fault) => fault !== undefined),
    );
    expect([...new Set(faults)]).toEqual([]);
  });

  it('has no page with a style of its own, which the policy of the server would block', () => {
    const styled = [...pages].filter(([, { isStyled }]) => isStyled).map(([file]) => file);
    expect(styled).toEqual([]);
  });

  it('has a page for each construct, and the files for language models', () => {
    const constructs = readFileSync(CONSTRUCTS, 'utf8').matchAll(/export \{ (\w+) \} from/g);
    const names = [...constructs]
      .map(([, name = '']) => name)
      .filter((name) => /^[A-Z]/.test(name));
    expect(names).toContain('Expiry');
    for (const name of names)
      expect([...files]).toContain(`reference/constructs/classes/${name}.html`);
    expect([...files]).toEqual(
      expect.arrayContaining(['llms.txt', 'llms-full.txt', 'errors/index.md']),
    );
  });

  it('fetches only its own files', () => {
    const outside = [...pages].flatMap(([from, { fetched }]) =>
      fetched.filter((url) => fileAt(url) === undefined).map((url) => `${from}: ${url}`),
    );
    expect(outside).toEqual([]);
    for (const file of files) {
      if (!file.endsWith('.css')) continue;
      const styles = readFileSync(path.join(BUILT_SITE, file), 'utf8');
      expect(styles).not.toMatch(/@import|url\(\s*["']?(?:https?:)?\/\/(?!www\.w3\.org)/);
    }
  });

  it.each(['index.html', 'errors/index.html', 'reference/index.html'])(
    'has links on the page %s, so the checks see something',
    (file) => {
      expect(pages.get(file)?.links.length).toBeGreaterThan(3);
      expect(pages.get(file)?.fetched.length).toBeGreaterThan(3);
    },
  );
});
