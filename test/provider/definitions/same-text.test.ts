import { createKeyplaneProvider } from '../../../provider/provider';
import { sameText } from '../../../provider/definitions/attributes';

describe('the comparison with a text that Keyplane normalizes', () => {
  it.each([
    ['Cafe\u0301', 'Caf\u00e9', true],
    ['a\r\nb', 'a\nb', true],
    ['a\rb', 'a\nb', true],
    ['a', 'A', false],
    ['a\n', 'a', false],
  ])('treats %j and %j as the same: %p', (a, b, isSame) => {
    expect(sameText(a, b)).toBe(isSame);
  });

  it('applies to every name and description', () => {
    const { resources } = createKeyplaneProvider();
    const differing = resources.flatMap(({ name, schema }) =>
      Object.entries(schema)
        .filter(([attribute]) => ['name', 'description'].includes(attribute))
        .filter(([, { spec }]) => spec.semanticallyEqual?.('e\u0301\r\n', '\u00e9\n') !== true)
        .map(([attribute]) => `${name}.${attribute}`),
    );
    expect(differing).toEqual([]);
  });
});
