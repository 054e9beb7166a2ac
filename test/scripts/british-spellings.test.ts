import { findBritishSpellings } from '../../scripts/british-spellings';

const found = (source: string) => findBritishSpellings(source).map((finding) => finding.found);

describe('the check of spellings', () => {
  it.each([
    ['a comment', '// What was serialised.', 'serialised'],
    ['a name in camel case', 'const recognisedCallers = [];', 'recognised'],
    ['a name that continues another one', 'function startOrganisation() {}', 'Organisation'],
    ['a name in upper case', 'const MAX_COLOURS = 3;', 'COLOURS'],
    ['a noun', 'type A = Judgement;', 'Judgement'],
  ])('finds a British spelling in %s', (_, source, word) => {
    expect(found(source)).toEqual([word]);
  });

  it.each([
    ['American spellings', 'const recognized = organize(color, judgment);'],
    ['words that end in -ise in both', 'otherwise, a promise is precise, and exercises raise it'],
    ['the tables of the database', "knex('catalogues')"],
  ])('ignores %s', (_, source) => {
    expect(found(source)).toEqual([]);
  });

  it('reports the line of the word', () => {
    expect(findBritishSpellings('const a = 1;\n// The behaviour.')).toMatchObject([{ line: 2 }]);
  });
});
