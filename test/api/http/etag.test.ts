import { Failure } from '../../../api/domain/failure';
import { expectedVersionOf } from '../../../api/http/etag';

function failureOf(ifMatch: string): Failure {
  try {
    expectedVersionOf(ifMatch);
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error(`${ifMatch} is accepted.`);
}

describe('the version that If-Match names', () => {
  it.each([
    ['"3"', 3],
    [' "3" ', 3],
    ['"1", "3"', [1, 3]],
    ['"1",,"3",', [1, 3]],
    ['W/"1", "3"', 3],
    ['"a, b", "3"', 3],
    ['*', undefined],
    [undefined, undefined],
  ])('of %s is %s', (header, expected) => {
    expect(expectedVersionOf(header)).toEqual(expected);
  });

  it.each(['3', '', ',', 'nonsense', '"3', '"3" "4"', '"3", 4', '*, "3"', 'w/"3"', 'W/3', '"a'])(
    'refuses %s, which is not a list of ETags',
    (header) => {
      expect(failureOf(header)).toMatchObject({
        code: 'invalid_request',
        errors: [{ pointer: '#if-match', message: expect.stringContaining('quotation marks') }],
      });
    },
  );

  it.each(['W/"3"', 'W/"1", W/"3"'])('says that the weak ETag in %s never matches', (header) => {
    expect(failureOf(header)).toMatchObject({
      code: 'precondition_failed',
      message: expect.stringContaining('weak ETag'),
    });
  });

  it.each(['"03"', '"abc"', '""', '"9999999999"'])(
    'says that %s is not an ETag of Keyplane',
    (header) => {
      expect(failureOf(header)).toMatchObject({
        code: 'precondition_failed',
        message: expect.stringContaining('no ETag of Keyplane'),
      });
    },
  );
});
