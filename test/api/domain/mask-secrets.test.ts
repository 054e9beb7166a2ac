import { randomBytes } from 'node:crypto';
import { fc } from '../../support/property';
import { MASK, maskSecrets } from '../../../api/domain/mask-secrets';
import { Secret, SECRET_PREFIX, type KeyFamily } from '../../../api/domain/secret';
import { drawInvitation } from '../../../api/members/invitation';
import { drawClientId } from '../../../api/keys/client-id';

const family = fc.constantFrom(...(Object.keys(SECRET_PREFIX) as KeyFamily[]));
const jwt = () =>
  [
    { alg: 'ES256', kid: 'k' },
    { sub: 'x', jti: randomBytes(8).toString('hex') },
  ]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .concat(randomBytes(64).toString('base64url'))
    .join('.');
const basic = () =>
  Buffer.from(`${drawClientId()}:${Secret.generate('token').reveal()}`).toString('base64');

/** Every form in which a secret of Keyplane travels. */
const secret = fc.oneof(
  family.map((of) => Secret.generate(of).reveal()),
  fc.constant(0).map(jwt),
  fc.constant(0).map(() => drawInvitation(new Date(0)).token),
  fc.constant(0).map(basic),
  fc.constant(0).map(() => Buffer.from(basic(), 'base64').toString('base64url')),
);

const percentEncoded = (text: string) =>
  [...text].map((each) => `%${each.charCodeAt(0).toString(16).padStart(2, '0')}`).join('');
const jsonEscaped = (text: string) =>
  [...text].map((each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');

/** A secret in the form that it has in a URL or in JSON. */
const WRITTEN: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  'in a URL': (text) => text.replaceAll('_', '%5F').replaceAll('.', '%2e'),
  'in a URL, every character': percentEncoded,
  'in a URL within a URL': (text) => encodeURIComponent(percentEncoded(text)),
  'in JSON': (text) => text.replaceAll('_', '\\u005f').replaceAll('.', '\\u002E'),
  'in JSON, every character': jsonEscaped,
  'in JSON within JSON': (text) => JSON.stringify(jsonEscaped(text)).slice(1, -1),
};

/** At most this many characters of a secret may be readable in a row. */
const READABLE = 8;

function readableOf(secretText: string, shown: string): string[] {
  const body = secretText.replace(/^(kp[ast]_|inv_|eyJ)/, '');
  return Array.from({ length: body.length - READABLE }, (_, at) =>
    body.slice(at, at + READABLE + 1),
  ).filter((piece) => shown.includes(piece));
}

describe.each(Object.entries(WRITTEN))('a secret %s', (_how, write) => {
  it('is masked in any text, and the text around it stays', () => {
    fc.assert(
      fc.property(secret, (text) => {
        expect(maskSecrets(`before "${write(text)}", after`)).toBe(`before "${MASK}", after`);
      }),
      { numRuns: 50 },
    );
  });

  it('is masked if its end was cut off', () => {
    const long = secret.filter((text) => text.length > 20);
    fc.assert(
      fc.property(long, fc.double({ min: 0, max: 1, noNaN: true }), (text, part) => {
        const kept = text.slice(0, 13 + Math.floor(part * (text.length - 13)));
        const shown = maskSecrets(`path /v1/${write(kept)}`);
        expect(shown.startsWith(`path /v1/${MASK}`)).toBe(true);
        expect(readableOf(kept, shown)).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });
});

describe('maskSecrets', () => {
  it.each(['Basic', 'basic', 'Bearer', 'bearer', 'BEARER'])(
    'masks what follows %s, in a header, in JSON and in a URL',
    (scheme) => {
      const value = basic();
      for (const text of [
        `authorization: ${scheme} ${value}`,
        JSON.stringify({ headers: { authorization: `${scheme} ${value}` } }),
        `/x?authorization=${encodeURIComponent(`${scheme} ${value}`)}`,
      ]) {
        const shown = maskSecrets(text);
        expect(shown).toContain(MASK);
        expect(shown).not.toContain(value.slice(0, 24));
      }
    },
  );

  it('masks the password in a URL', () => {
    expect(maskSecrets('cannot reach postgres://keyplane:hush@db:5432/keyplane')).toBe(
      `cannot reach postgres://keyplane:${MASK}@db:5432/keyplane`,
    );
  });

  it.each([
    'The database cannot be reached (postgres://keyplane:***@127.0.0.1:1/keyplane).',
    'HTTP Basic authentication, or a Bearer token, is needed.',
    'There is no key sak_01m7y3zct9wkchqgync3h36mqq of kpi_0123456789abcdef0123456789abcdef.',
    'The current secret (kps_IJ79…gFjp, version 4) remains valid.',
    'at Object.<anonymous> (/srv/keyplane/node_modules/knex/lib/execution/runner.js:130:36)',
    'https://keyplane.example:8443/v1/keys?name=100%25&at=2027-01-31T09%3A00%3A00Z',
    'select "id" from "keys" where "name" = \'a\\u00e9\' - 100%',
    'C:\\users\\ue\\%',
  ])('leaves "%s" as it is', (text) => {
    expect(maskSecrets(text)).toBe(text);
  });

  it('takes time in proportion to the length of a text of escapes', () => {
    const text =
      '%5F\\u005f:/'.repeat(100_000) + '://a:'.repeat(100_000) + 'bearer +'.repeat(100_000);
    // The time limit of the test is far more than linear work takes, and far less than quadratic
    // work would.
    expect(maskSecrets(text)).toBe(text);
  });
});
