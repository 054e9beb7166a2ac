import { readHashComments, readMarkdown, readTypeScript } from '../../scripts/read-prose';
import { findTranslatedPhrases } from '../../scripts/translated-phrases';

const found = (source: string) =>
  findTranslatedPhrases(readTypeScript(source)).map((finding) => finding.found);

describe('the check of prose', () => {
  it.each([
    ['a text', `throw new Error('Ask whoever runs it.');`, 'whoever'],
    ['a text that is added up', `const detail = 'It cannot be used any ' +\n 'more.';`, 'any more'],
    ['a template', 'const text = `${key} works on until ${end}.`;', 'works on'],
    ['a text within a call', `add({ detail: f('a') + 'That hangs on it.' });`, 'hangs on'],
    ['a comment', `// Nobody leads.\nconst a = 1;`, 'Nobody leads'],
    [
      'a docstring of several lines',
      `/**\n * What is known by\n * which it is.\n */\nlet a;`,
      'by which',
    ],
    [
      'a comment in a type',
      `interface A {\n  /** Null where it is gone. */\n  a: string;\n}`,
      'Null where',
    ],
    ['a comment at the end', `let a = 1; // as it was lately`, 'lately'],
    ['a noun with "no"', `// A text that is no period.`, 'is no period'],
  ])('finds a phrase in %s', (_, source, phrase) => {
    expect(found(source).map((text) => text.toLowerCase())).toEqual([phrase.toLowerCase()]);
  });

  it.each([
    ['names', `const whoever = beside(lately);`],
    ['the paths of imports', `import { a } from './whoever';\nexport { b } from './beside';`],
    ['plain texts', `const text = 'The key was revoked. Create another key.';`],
    ['"there is no"', `// There is no key, and it is no longer valid.`],
  ])('ignores %s', (_, source) => {
    expect(found(source)).toEqual([]);
  });

  it('reports the line on which the text or the comment begins', () => {
    const prose = readTypeScript(`const a = 1;\n\n/** Ask whoever. */\nconst b = 2;\n`);
    expect(findTranslatedPhrases(prose)).toMatchObject([{ line: 3, found: 'whoever' }]);
  });

  it('reads the texts of elements in a .tsx file', () => {
    const prose = readTypeScript('const a = <p>Ask\n  whoever</p>;', 'page.tsx');
    expect(prose).toEqual([{ line: 1, text: 'Ask whoever' }]);
  });

  it('reads the comments of HCL, YAML and shell scripts', () => {
    const prose = readHashComments(
      '#!/bin/sh\n# It is not valid any\n# more.\n\nid: write # Here.\n',
    );
    expect(prose).toEqual([
      { line: 2, text: 'It is not valid any more.' },
      { line: 5, text: 'Here.' },
    ]);
  });

  it('reads the paragraphs of Markdown and not its blocks of code', () => {
    const prose = readMarkdown(
      '# Title\n\nIt is not valid any\nmore.\n\n```sh\nwhoever\n```\n\n- One\n',
    );
    expect(findTranslatedPhrases(prose)).toMatchObject([{ line: 3, found: 'any more' }]);
  });
});
