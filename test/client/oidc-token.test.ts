import {
  ApiProblem,
  createKeyplane,
  type Credentials,
  CredentialUnavailable,
  InvalidSetting,
} from '../../client/index';
import { createFederationApi, type FederationApi } from '../api/federation/support/federation-api';
import {
  type CiTokenEndpoint,
  REQUEST_TOKEN,
  startCiTokenEndpoint,
} from '../support/ci-token-endpoint';

describe('a client in a CI job, which requests its OIDC token', () => {
  let api: FederationApi;
  let ci: CiTokenEndpoint;
  let accountId: string;

  beforeAll(async () => {
    api = await createFederationApi();
    ci = await startCiTokenEndpoint((aud) => api.outside.sign({ aud }));
    accountId = (await api.account(['roles.read'])).id;
    await api.trust(accountId);
  });
  afterAll(async () => {
    await ci.close();
    await api.close();
  });
  beforeEach(() => {
    ci.answer = undefined;
  });

  const connect = (changes: object = {}) =>
    createKeyplane({
      endpoint: api.url,
      credentials: {
        serviceAccountId: accountId,
        oidcToken: {
          request: {
            url: ci.environment.ACTIONS_ID_TOKEN_REQUEST_URL,
            token: REQUEST_TOKEN,
            ...changes,
          },
        },
      },
    });

  it('acts for the service account, with one token for the endpoint', async () => {
    const before = ci.issuedFor.length;
    const keyplane = connect();
    expect(await keyplane.whoami()).toMatchObject({ id: accountId });
    await keyplane.whoami();
    expect(ci.issuedFor.slice(before)).toEqual([api.url]);
  });

  it('requests another token for each exchange', async () => {
    const before = ci.issued.length;
    const keyplane = connect();
    await keyplane.issueToken();
    await keyplane.issueToken();
    expect(new Set(ci.issued.slice(before)).size).toBe(2);
  });

  it('requests it for another audience, which Keyplane refuses if nobody trusts it', async () => {
    const asked = connect({ audience: 'https://other.example.com' }).whoami();
    await expect(asked).rejects.toBeInstanceOf(ApiProblem);
    await expect(asked).rejects.toThrow(
      'change it where the token is requested (`credentials.oidcToken.request.audience`, or',
    );
    expect(ci.issuedFor.at(-1)).toBe('https://other.example.com');
  });

  it('names its own options if the CI system issues no token', async () => {
    ci.answer = (_request, response) => response.writeHead(404).end();
    const asked = connect().whoami();
    await expect(asked).rejects.toBeInstanceOf(CredentialUnavailable);
    await expect(asked).rejects.toThrow(
      'Check `credentials.oidcToken.request.audience`, which defaults to the endpoint of Keyplane, ' +
        'and `credentials.oidcToken.request.url`.',
    );
  });

  it('says so if the CI system refuses the request token, without showing it', async () => {
    const asked = connect({ token: 'hunter2' }).whoami();
    await expect(asked).rejects.toThrow('refused the request token (status 401)');
    await expect(asked).rejects.not.toThrow('hunter2');
  });
});

describe('the OIDC token of a client', () => {
  const url = 'https://ci.example.com/token?secret=hunter2';
  it.each<[string, object, string]>([
    ['an empty token', { value: '' }, '`credentials.oidcToken.value` is empty.'],
    [
      'a token with a line break',
      { value: 'hunter2\n' },
      '`credentials.oidcToken.value` contains a line break',
    ],
    [
      'an empty request token',
      { request: { url, token: '' } },
      '`credentials.oidcToken.request.token` is empty.',
    ],
    [
      'a missing request token',
      { request: { url } },
      '`credentials.oidcToken.request.token` is empty.',
    ],
    [
      'an empty address',
      { request: { url: '', token: 'hunter2' } },
      '`credentials.oidcToken.request.url` must be an address that begins with https://',
    ],
    [
      'an address without a protocol',
      { request: { url: 'ci.example.com?secret=hunter2', token: 'hunter2' } },
      '`credentials.oidcToken.request.url` must be an address that begins with https://',
    ],
    [
      'an address with a user name',
      { request: { url: 'https://hunter2@ci.example.com', token: 'a' } },
      '`credentials.oidcToken.request.url` must be an address that begins with https://',
    ],
  ])('is refused if it is %s', (_what, oidcToken, problem) => {
    const credentials = { serviceAccountId: 'sa_1', oidcToken } as Credentials;
    const create = () => createKeyplane({ endpoint: 'https://keys.example.com', credentials });
    expect(create).toThrow(InvalidSetting);
    expect(create).toThrow(problem);
    expect(create).not.toThrow('hunter2');
  });

  it('may be in a file whose path has spaces', () => {
    const credentials = { serviceAccountId: 'sa_1', oidcToken: { file: '/run/my secrets/token' } };
    const create = () => createKeyplane({ endpoint: 'https://keys.example.com', credentials });
    expect(create).not.toThrow();
  });
});
