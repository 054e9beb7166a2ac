import { createTestApi, type TestApi } from '../../support/api';
import { openBrowser, type Browser } from './browser';
import {
  startForgingProvider,
  type Forgery,
  type ForgingProvider,
} from './support/forging-provider';
import { NAVIGATION } from './support/started-provider';

const ANNOUNCING = (alg: string) => ({ id_token_signing_alg_values_supported: ['RS256', alg] });
const claims = (change: object): Forgery => ({ claims: (right) => ({ ...right, ...change }) });

const FORGERIES: readonly (readonly [string, Forgery, object?])[] = [
  ['another issuer', claims({ iss: 'https://evil.example' })],
  ['another audience', claims({ aud: 'another-client' })],
  ['several audiences, and another authorized party', claims({ aud: ['keyplane', 'b'], azp: 'b' })],
  ['the nonce of another attempt', claims({ nonce: 'of-somebody-else' })],
  ['no nonce', claims({ nonce: undefined })],
  ['a past expiry', claims({ exp: Math.floor(Date.now() / 1000) - 3600 })],
  ['no subject', claims({ sub: undefined })],
  ['no signature, which is not announced', { header: { alg: 'none' }, signedBy: 'nobody' }],
  [
    'no signature, although the provider announces that',
    { header: { alg: 'none' }, signedBy: 'nobody' },
    ANNOUNCING('none'),
  ],
  [
    'a signature by the client secret, although the provider announces that',
    { header: { alg: 'HS256' }, signedBy: 'the client secret' },
    ANNOUNCING('HS256'),
  ],
  ['a signature by a key of somebody else', { signedBy: 'a key of somebody else' }],
];

const UNPROVED: readonly (readonly [string, Forgery])[] = [
  ['without email_verified', claims({ email_verified: undefined })],
  ['with email_verified as the text "false"', claims({ email_verified: 'false' })],
  ['with email_verified as the text "true"', claims({ email_verified: 'true' })],
  ['with email_verified as a number', claims({ email_verified: 1 })],
  ['with several addresses', claims({ email: ['ada@example.com'] })],
];

describe('the ID token of an identity provider', () => {
  let provider: ForgingProvider;
  let api: TestApi;
  let browser: Browser;

  beforeAll(async () => {
    provider = await startForgingProvider();
  });
  afterAll(() => provider.stop());

  beforeEach(async () => {
    provider.forge({});
    api = await createTestApi('sqlite', { oidc: provider.settings() });
    browser = openBrowser(api, NAVIGATION);
    const ada = { email: 'ada@example.com', name: 'Ada', team_role: 'user' };
    await api.as(api.team.owner).post('/v1/members').send(ada).expect(201);
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await api.close();
  });

  async function begin(): Promise<string> {
    const { headers } = await browser.send('get', '/session/oidc').expect(302);
    return String(headers['location']);
  }

  async function signIn(): Promise<string> {
    const { headers } = await browser.send('get', provider.callbackFrom(await begin()));
    return String(headers['location']);
  }

  it('signs the person in if it is right', async () => {
    expect(await signIn()).toBe('/');
    await browser.send('get', '/v1/whoami').expect(200);
  });

  it.each(FORGERIES.map(([what, forgery, announced = {}]) => [what, forgery, announced] as const))(
    'is refused with %s',
    async (...[, forgery, announced]) => {
      provider.forge(forgery, announced);
      expect(await signIn()).toBe('/sign-in?error=provider_failed');
      await browser.send('get', '/session').expect(401);
    },
  );

  it.each(UNPROVED)('proves no address %s', async (_what, forgery) => {
    provider.forge(forgery);
    expect(await signIn()).toMatch(/^\/sign-in\?error=(?:email_unverified|provider_failed)$/);
    await browser.send('get', '/session').expect(401);
  });

  it('may be signed with a new key, a minute after the keys were read', async () => {
    expect(await signIn()).toBe('/');
    provider.rotateKey();
    const now = Date.now() + 61_000;
    jest.spyOn(Date, 'now').mockImplementation(() => now);
    expect(await signIn()).toBe('/');
  });

  it('is asked for again once the provider is back', async () => {
    provider.setDown(true);
    expect(await begin()).toBe('/sign-in?error=provider_failed');
    provider.setDown(false);
    const callback = provider.callbackFrom(await begin());
    provider.setDown(true);
    const { headers } = await browser.send('get', callback).expect(302);
    expect(headers['location']).toBe('/sign-in?error=provider_failed');
    provider.setDown(false);
    expect(await signIn()).toBe('/');
  });

  it('is not asked for with a code that came from another issuer', async () => {
    provider.forge({}, { authorization_response_iss_parameter_supported: true });
    const callback = provider.callbackFrom(await begin(), { iss: 'https://evil.example' });
    const { headers } = await browser.send('get', callback).expect(302);
    expect(headers['location']).toBe('/sign-in?error=provider_failed');
  });
});
