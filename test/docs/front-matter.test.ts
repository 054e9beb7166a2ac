import { parse } from 'yaml';
import { pagesIn } from './support/pages';

interface FrontMatter {
  readonly title?: string;
  readonly description?: string;
  readonly order?: number;
}

const FOLDERS = ['docs/start', 'docs/concepts', 'docs/guides', 'docs/operating'];
const pages = FOLDERS.flatMap(pagesIn);

const frontMatterOf = (text: string) =>
  (parse(/^---\n([\s\S]*?)\n---\n/.exec(text)?.[1] ?? '') ?? {}) as FrontMatter;

describe('the pages of the documentation', () => {
  it.each(pages)('$file has a title, a description and a place in the menu', ({ text }) => {
    const { title, description, order } = frontMatterOf(text);
    expect(text).toContain(`\n# ${title}\n`);
    expect(description).toMatch(/^[A-Z].+\.$/);
    expect(order).toEqual(expect.any(Number));
  });

  it('have a place of their own in the menu', () => {
    const places = pages.map(({ file, text }) => {
      const folder = file.slice(0, file.lastIndexOf('/'));
      return `${folder} ${frontMatterOf(text).order}`;
    });
    expect(places).toEqual([...new Set(places)]);
  });

  it('are each on the first page of their folder', () => {
    const missing = pages.filter(({ file }) => {
      const folder = file.slice(0, file.lastIndexOf('/'));
      const first = pages.find((page) => page.file === `${folder}/README.md`)?.text ?? '';
      return !file.endsWith('/README.md') && !first.includes(`](${file.slice(folder.length + 1)})`);
    });
    expect(missing.map(({ file }) => file)).toEqual([]);
  });
});
