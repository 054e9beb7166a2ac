import {
  DatabaseUnavailableError,
  isUnavailable,
} from '../../../api/database/dialects/unavailable';

const withCode = (code: string) => Object.assign(new Error('It failed.'), { code });

describe('a failure of the database', () => {
  it.each([
    'SQLITE_BUSY',
    'SQLITE_BUSY_SNAPSHOT',
    'SQLITE_LOCKED',
    'SQLITE_FULL',
    'SQLITE_READONLY',
    'SQLITE_IOERR',
    'SQLITE_IOERR_WRITE',
    'SQLITE_CANTOPEN',
    'SQLITE_NOTADB',
    'SQLITE_CORRUPT',
    'ECONNREFUSED',
    'ECONNRESET',
    'ETIMEDOUT',
    'EPIPE',
    'ENOTFOUND',
    'EAI_AGAIN',
    'ENOSPC',
    '08006',
    '08P01',
    '53100',
    '53300',
    '57014',
    '57P01',
    '57P02',
    '57P03',
    '57P05',
    '58030',
    '55P03',
    '25006',
    '25P03',
    '40001',
    '40P01',
    '28P01',
    '3D000',
    'KEYPLANE_DATABASE_TIMEOUT',
    'KEYPLANE_DATABASE_UNAVAILABLE',
  ])('with code %s ends by itself or with the help of an operator', (code) => {
    expect(isUnavailable(withCode(code))).toBe(true);
  });

  it.each([
    'SQLITE_CONSTRAINT',
    'SQLITE_ERROR',
    'SQLITE_MISUSE',
    'SQLITE_TOOBIG',
    'SQLITE_RANGE',
    '23505',
    '23503',
    '22001',
    '22021',
    '42P01',
    '42703',
    'XX000',
    '25P02',
    'ENOENT',
    '',
  ])('with code "%s" is a mistake of Keyplane', (code) => {
    expect(isUnavailable(withCode(code))).toBe(false);
  });

  it.each([
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'timeout expired',
    'Query read timeout',
    'Client has encountered a connection error and is not queryable',
    'Unable to acquire a connection',
    'aborted',
  ])('without a code is known by its message: %s', (message) => {
    expect(isUnavailable(new Error(message))).toBe(true);
  });

  it('of the pool is known by its name', () => {
    const error = Object.assign(new Error('The pool is probably full.'), {
      name: 'KnexTimeoutError',
    });
    expect(isUnavailable(error)).toBe(true);
  });

  it('is found among the causes of an error, even if they form a circle', () => {
    const cause = withCode('57P01');
    expect(isUnavailable(new Error('It failed.', { cause: new Error('Why', { cause }) }))).toBe(
      true,
    );
    const circle = new Error('It failed.');
    circle.cause = circle;
    expect(isUnavailable(circle)).toBe(false);
  });

  it('does not include every thrown value', () => {
    expect([undefined, null, 'SQLITE_BUSY', {}, new Error('SQLITE_BUSY')].some(isUnavailable)).toBe(
      false,
    );
    expect(isUnavailable(new DatabaseUnavailableError('The disk is full.'))).toBe(true);
  });
});
