import { caseVariants } from '../../../api/lib/case-variants';

test.each([
  ['a', 'aA'],
  ['A', 'Aa'],
  ['é', 'éÉ'],
  ['Ж', 'Жж'],
  ['ς', 'ςΣσ'],
  ['1', '1'],
  ['日', '日'],
  ['\u{10400}', '\u{10400}\u{10428}'],
])('%s has the cases %s', (character, variants) => {
  expect(caseVariants(character).join('')).toBe(variants);
});

test('leaves out a case that is several characters', () => {
  expect(caseVariants('ß')).toEqual(['ß']);
  expect(caseVariants('İ')).toEqual(['İ']);
});
