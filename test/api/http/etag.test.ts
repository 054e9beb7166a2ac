import { isUnchanged } from '../../../api/http/etag';

describe('whether a read is answered by 304', () => {
  it.each(['"3"', 'W/"3"', '"1", "3"', ' "3" ', '*'])('version 3 is what %s names', (header) => {
    expect(isUnchanged(header, 3)).toBe(true);
  });

  it.each(['"2"', '3', '', 'nonsense', '"30"', '"03"', undefined])(
    'version 3 is not what %s names',
    (header) => {
      expect(isUnchanged(header, 3)).toBe(false);
    },
  );

  it('never is for what has no version', () => {
    expect(isUnchanged('*', undefined)).toBe(false);
    expect(isUnchanged('"undefined"', undefined)).toBe(false);
  });
});
