import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { anchorsOf, linksOf, type Link } from './support/links';
import { pagesIn, type Page, readPage, ROOT } from './support/pages';

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'api/DESIGN.md',
  'provider/DESIGN.md',
].map(readPage);
const all = [...pages, ...pagesIn('docs'), ...pagesIn('provider/docs')];

function faultOf(page: Page, { target }: Link): string | undefined {
  if (/^(?:https?|mailto):/.test(target)) return undefined;
  const [file = '', anchor = ''] = target.split('#');
  const found = file === '' ? page.file : path.posix.join(path.posix.dirname(page.file), file);
  const absolute = path.join(ROOT, found);
  if (file !== '' && !existsSync(absolute)) return `${found} does not exist`;
  if (anchor === '' || (file !== '' && statSync(absolute).isDirectory())) return undefined;
  return anchorsOf(file === '' ? page : readPage(found)).has(anchor)
    ? undefined
    : `${found} has no heading "#${anchor}"`;
}

function brokenLinksOf(page: Page): readonly string[] {
  return linksOf(page).flatMap((link) => {
    const fault = faultOf(page, link);
    return fault === undefined ? [] : `${link.title}: ${link.target}: ${fault}`;
  });
}

describe('the links of the documentation', () => {
  it('lead to files and headings that exist', () => {
    expect(all.flatMap(brokenLinksOf)).toEqual([]);
  });

  it('would not pass with a missing file or heading', () => {
    const text = '# A page\n\n[a](missing.md) [b](#a-page) [c](#b-page) [d](hcl.md)\n';
    expect(brokenLinksOf({ file: 'docs/start/links.md', text })).toEqual([
      'docs/start/links.md:3: missing.md: docs/start/missing.md does not exist',
      'docs/start/links.md:3: #b-page: docs/start/links.md has no heading "#b-page"',
    ]);
  });
});
