import {
  createTestApi,
  type Credentials,
  type DatabaseName,
  type TestTeam,
} from '../../../support/api';

export interface IssuedKey extends Credentials {
  readonly id: string;
  readonly accountId: string;
}

/** The test API, as OAuth clients and verifying services use it. */
export async function createOAuthApi(
  on: DatabaseName = 'sqlite',
  options: Parameters<typeof createTestApi>[1] = {},
) {
  const api = await createTestApi(on, options);
  const owner = (team: TestTeam) => api.as(team.owner);

  return {
    ...api,
    /** Like any client, it reaches the issuer by its URL. */
    issuer: api.url,
    post(path: string, form: Record<string, string>, credentials?: Credentials) {
      return api.as(credentials).post(path).type('form').send(form);
    },
    /** A key of a new service account of the team with these permissions. */
    async issueKey(
      permissions: readonly string[],
      options: { team?: TestTeam; body?: object } = {},
    ): Promise<IssuedKey> {
      const team = options.team ?? api.team;
      const role = await owner(team)
        .post('/v1/roles')
        .send({ name: 'role', permissions })
        .expect(201);
      const account = await owner(team)
        .post('/v1/service-accounts')
        .send({ name: 'service', role_ids: [role.body.id] })
        .expect(201);
      const body = { service_account_id: account.body.id, name: 'key', expires_in: '30d' };
      const key = await owner(team)
        .post('/v1/service-account-keys')
        .send({ ...body, ...options.body })
        .expect(201);
      return {
        id: key.body.id,
        accountId: account.body.id,
        clientId: key.body.client_id,
        secret: key.body.secret,
      };
    },
    async accessToken(key: Credentials, form: Record<string, string> = {}): Promise<string> {
      const answer = await this.post(
        '/oauth2/token',
        { grant_type: 'client_credentials', ...form },
        key,
      ).expect(200);
      return answer.body.access_token as string;
    },
  };
}

export type OAuthApi = Awaited<ReturnType<typeof createOAuthApi>>;
