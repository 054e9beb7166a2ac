import { Linter } from 'eslint';
import { noLiteralSpread } from '../scripts/eslint/no-literal-spread.js';

const linter = new Linter();
const config = {
  plugins: { keyplane: { rules: { 'no-literal-spread': noLiteralSpread } } },
  rules: { 'keyplane/no-literal-spread': 'error' },
} as const;

describe('a literal that is spread in place', () => {
  test.each([
    ['in an object', 'x = { ...{ a, b }, c };', 'x = { a, b, c };'],
    ['in a list', "x = [...['a', 'b'], c];", "x = ['a', 'b', c];"],
    ['in a call', 'f(...[a, b]);', 'f(a, b);'],
    ['with a comma at its end', 'x = { ...{ a, b, }, c };', 'x = { a, b, c };'],
  ])('is refused and written out: %s', (_where, source, fixed) => {
    expect(linter.verify(source, config)).toHaveLength(1);
    expect(linter.verifyAndFix(source, config).output).toBe(fixed);
  });

  test.each(['x = { ...a, c };', 'x = [...a, c];', 'x = { ...(a && { b }) };', 'x = { ...[a] };'])(
    'is not found in: %s',
    (source) => expect(linter.verify(source, config)).toEqual([]),
  );
});
