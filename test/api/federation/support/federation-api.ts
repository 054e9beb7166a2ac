import { createTestApi, type DatabaseName } from '../../../support/api';
import { createManualClock } from '../../../support/manual-clock';
import { REPOSITORY, startOutsideIssuer, SUBJECT } from './outside-issuer';

export const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
export const JWT_TYPE = 'urn:ietf:params:oauth:token-type:jwt';

/** All addresses that `localhost` can have. */
export const LOOPBACK = ['127.0.0.0/8', '::1/128'];

/** The API, an external issuer that it may ask, and a service account that trusts it. */
export async function createFederationApi(on: DatabaseName = 'sqlite') {
  const clock = createManualClock();
  const outside = await startOutsideIssuer(clock.now);
  const api = await createTestApi(on, {
    clock,
    federation: {
      allowInsecure: false,
      allowedRanges: LOOPBACK,
      certificateAuthorities: outside.certificate,
    },
  });
  const owner = api.as(api.team.owner);

  async function account(permissions: readonly string[], by = owner) {
    const role = await by.post('/v1/roles').send({ name: 'Role', permissions }).expect(201);
    const body = { name: 'Deployer', role_ids: [role.body.id as string] };
    const { body: made } = await by.post('/v1/service-accounts').send(body).expect(201);
    return { id: made.id as string, roleId: role.body.id as string };
  }

  return {
    ...api,
    owner,
    outside,
    account,
    trustOf: (accountId: string) => ({
      service_account_id: accountId,
      name: 'GitHub',
      issuer: outside.url,
      subject_pattern: SUBJECT,
      claims: REPOSITORY,
    }),
    async trust(accountId: string, changes: object = {}) {
      const body = { ...this.trustOf(accountId), ...changes };
      const made = await owner.post('/v1/federated-identities').send(body).expect(201);
      return made.body as { id: string; audience: string };
    },
    exchange(accountId: string, token: string, form: Record<string, string> = {}) {
      return api
        .as()
        .post('/oauth2/token')
        .type('form')
        .send({
          grant_type: TOKEN_EXCHANGE,
          client_id: accountId,
          subject_token: token,
          subject_token_type: JWT_TYPE,
          ...form,
        });
    },
    /** A token of the external issuer for this Keyplane. */
    signed: (claims: object = {}, options = {}) =>
      outside.sign({ aud: api.url, ...claims }, options),
    /** The whoami answer for the holder of an access token. */
    whoami: (token: string) => api.as().get('/v1/whoami').set('authorization', `Bearer ${token}`),
    async close() {
      await api.close();
      await outside.close();
    },
  };
}

export type FederationApi = Awaited<ReturnType<typeof createFederationApi>>;
