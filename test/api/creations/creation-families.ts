import { collectionOf, type CreatedKind } from '../../../api/domain/kinds';
import { createTestApi, type Credentials, type DatabaseName } from '../../support/api';
import { beginRun, type TestRun } from '../../support/runs';

const TERMS = { accept_terms: '2026-11' };
const GITHUB = {
  name: 'GitHub',
  issuer: 'https://token.actions.githubusercontent.com',
  subject_pattern: 'repo:acme/app:ref:refs/heads/main',
  claims: { repository_id: '1', repository_owner_id: '2' },
};

/** A whole API, and for every kind of object a body that a run may create any number of times. */
export async function startCreations(on: DatabaseName) {
  const api = await createTestApi(on);
  const owner = () => api.as(api.team.owner);
  const made = async (path: string, body: object) =>
    (await owner().post(path).send(body).expect(201)).body as { id: string };
  const account = await made('/v1/service-accounts', { name: 'standing' });
  const serviceKey = await made('/v1/service-keys', { name: 'standing-key', ...TERMS });

  const bodies: Readonly<Record<CreatedKind, object>> = {
    role: { name: 'reader', permissions: ['reports.read'] },
    service_account: { name: 'ci' },
    service_account_key: { service_account_id: account.id, name: 'deploy', expires_in: '30d' },
    application_key: {},
    service_key: { name: 'paid-key', ...TERMS },
    token: { service_key_id: serviceKey.id, kind: 'shared' },
    group: { name: 'night shift', member_ids: [], topics: [] },
    member: { email: 'ada@example.com', name: 'Ada', team_role: 'user' },
    wallet: { name: 'purse', currency: 'EUR' },
    federated_identity: { service_account_id: account.id, ...GITHUB },
  };

  return {
    ...api,
    owner,
    accountId: account.id,
    serviceKeyId: serviceKey.id,
    pathOf: (kind: CreatedKind, id?: string) =>
      collectionOf(kind) + (id === undefined ? '' : `/${id}`),
    bodyOf: (kind: CreatedKind) => bodies[kind],
    make: (run: TestRun, kind: CreatedKind, body: object = {}) =>
      run.create(collectionOf(kind), { ...bodies[kind], ...body }),
    attempt: (run: TestRun, kind: CreatedKind, body: object = {}) =>
      run.post(collectionOf(kind), { ...bodies[kind], ...body }),
    /** A run that has finished, with something of that kind in its state. */
    async finishedRun(kind: CreatedKind, body: object = {}) {
      const run = await beginRun(api);
      const created = await run.create(collectionOf(kind), { ...bodies[kind], ...body });
      await run.finish([created.id]).expect(204);
      return created;
    },
    async joinAsAdmin(): Promise<Credentials> {
      const person = { email: 'grace@example.com', name: 'Grace', team_role: 'admin' };
      const invited = await owner().post('/v1/members').send(person).expect(201);
      const { token } = invited.body.invitation as { token: string };
      const joined = await api.as().post('/v1/invitations/accept').send({ token }).expect(200);
      const key = joined.body.application_key as { client_id: string; secret: string };
      return { clientId: key.client_id, secret: key.secret };
    },
    /** Whether the object is neither revoked nor deleted, and, if it is a member, has not left. */
    async exists(kind: CreatedKind, id: string): Promise<boolean> {
      const { status, body } = await owner().get(`${collectionOf(kind)}/${id}`);
      if (status === 404) return false;
      const { state, status: membership } = body as { state?: string; status?: string };
      return state !== 'revoked' && membership !== 'left';
    },
    /** Signs in with the secret, so that the key counts as used. */
    async use(secret: string): Promise<void> {
      const answer = await api.as().get('/v1/whoami').set('Authorization', `Bearer ${secret}`);
      if (![200, 403].includes(answer.status)) throw new Error(`The secret got ${answer.status}.`);
    },
    async recordedAt(id: string): Promise<number | null> {
      const [row] = (await api.database.knex('creations').where({ resource_id: id })) as {
        recorded_at: number | null;
      }[];
      return row?.recorded_at ?? null;
    },
  };
}

export type CreationsApi = Awaited<ReturnType<typeof startCreations>>;
