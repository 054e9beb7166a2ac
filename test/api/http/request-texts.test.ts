import { createTestApi, type TestApi } from '../../support/api';
import { requestTexts, type RequestText } from './support/request-texts';

/**
 * Characters that PostgreSQL cannot store in a text, or that UTF-8 cannot express, so that they
 * come back as a different text.
 */
const UNSTORABLE = ['a\u0000b', '\u0000', 'a\ud800b', '\udc00'];

/**
 * The endpoints read bodies of up to 256 KiB, so a text without a limit of its own could be almost
 * as long.
 */
const ENDLESS = ['a', '1', '/', 'https://example.com/a', '\u{1f511}'].map((text) =>
  text.repeat(50_000 / text.length),
);

/** These texts are never used in a query or stored in a column. */
const NEVER_STORED: Readonly<Record<string, string>> = {
  secret: 'is hashed before it is looked up',
  token: 'is hashed or verified before it is looked up',
  'secrets/*': 'are hashed before they are looked up',
  recipient_pem: 'is parsed as a key, used and forgotten',
  'recipient_jwk/<name>': 'is parsed as a key, used and forgotten',
  'public_jwk/<name>': 'is parsed as a key, of which the known members are kept',
  audience: 'is compared with the claim of a token',
  service_id: 'is compared with the enabled services',
  model_id: 'is compared with the models of a service',
  page_token: 'is decoded and then has the pattern of an ID',
};

const UNLIMITED: Readonly<Record<string, string>> = {
  'recipient_jwk/<name>': 'only the known members of a JWK are read',
  'public_jwk/<name>': 'only the known members of a JWK are read',
};

describe('every text of a request', () => {
  let api: TestApi;
  let texts: readonly RequestText[];

  beforeAll(async () => {
    api = await createTestApi();
    texts = requestTexts(api.endpoints);
  });

  afterAll(() => api.close());

  const isOneOf = (exempt: Readonly<Record<string, string>>, place: string) =>
    Object.keys(exempt).some((end) => new RegExp(`[ /?]${escaped(end)}$`).test(place));
  const taking = (values: readonly string[]) =>
    texts.filter(({ schema }) => values.some((value) => schema.safeParse(value).success));

  it('is known to this test', () => {
    expect(texts.length).toBeGreaterThan(150);
  });

  it('refuses what no database text can hold', () => {
    const places = taking(UNSTORABLE).map(({ place }) => place);
    expect(places.filter((place) => !isOneOf(NEVER_STORED, place))).toEqual([]);
  });

  it('has a limit', () => {
    const places = taking(ENDLESS).map(({ place }) => place);
    expect(places.filter((place) => !isOneOf(UNLIMITED, place))).toEqual([]);
  });
});

function escaped(text: string): string {
  return text.replaceAll(/[*+?.()|]/g, '\\$&');
}
