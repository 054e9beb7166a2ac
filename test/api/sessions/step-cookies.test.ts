import {
  onlyCookieValue,
  sessionCookieOf,
  stepCookieOf,
} from '../../../api/sessions/session-cookie';

describe('the cookie of a step of a sign-in', () => {
  it('cannot be placed by another host of the same domain on https', () => {
    const session = sessionCookieOf('https://keys.example.com');
    expect(stepCookieOf(session, 'oidc', '/session/oidc')).toEqual({
      name: '__Host-keyplane-oidc',
      options: { httpOnly: true, sameSite: 'lax', path: '/', secure: true },
    });
  });

  it('is sent only to its path on http, where the prefix does not exist', () => {
    const session = sessionCookieOf('http://127.0.0.1:8700');
    expect(stepCookieOf(session, 'passkey', '/session')).toMatchObject({
      name: 'keyplane-8700-passkey',
      options: { path: '/session', secure: false },
    });
  });

  it('does not count if the browser sends two of them', () => {
    expect(onlyCookieValue('a=1; b=2', 'a')).toBe('1');
    expect(onlyCookieValue('a=1; a=2', 'a')).toBeUndefined();
    expect(onlyCookieValue(undefined, 'a')).toBeUndefined();
  });
});
