import { randomBytes } from 'node:crypto';
import request from 'supertest';
import type { Test } from 'supertest';
import { createApp } from '../../../api/app';
import { createBootstrap } from '../../../api/bootstrap/bootstrap';
import type { Bootstrap } from '../../../api/bootstrap/bootstrap';
import type { BootstrapFile } from '../../../api/bootstrap/bootstrap-file';
import { createKnexOperatorStore } from '../../../api/bootstrap/knex-operator-store';
import { openDatabase } from '../../../api/database/database';
import type { Database } from '../../../api/database/database';
import { migrate } from '../../../api/database/migrate';
import type { TeamRole } from '../../../api/domain/permission';
import { createLog } from '../../../api/operations/log';
import { createMetrics } from '../../../api/operations/metrics';
import { createSealer } from '../../../api/sealing/sealer';
import { createSlices } from '../../../api/slices';
import type { Slices } from '../../../api/slices';
import { createTestDatabase } from '../../support/postgres';

export const DATABASES = ['sqlite', 'postgres'] as const;

type DatabaseName = (typeof DATABASES)[number];

export interface Credential {
  /** Of the member, service account or operator. */
  readonly id: string;
  readonly clientId: string;
  readonly secret: string;
}

type Headers = Readonly<Record<string, string>>;

export interface Agent {
  readonly id: string;
  get(path: string): Test;
  post(path: string, body: object, headers?: Headers): Test;
  patch(path: string, body: object, headers?: Headers): Test;
  delete(path: string, headers?: Headers): Test;
}

export interface Organisation {
  readonly database: Database;
  readonly slices: Slices;
  readonly bootstrap: Bootstrap;
  readonly clock: { now(): Date; advance(milliseconds: number): void };
  readonly operator: Agent;
  /** The owner of the team `default`. */
  readonly owner: Agent;
  readonly teamId: string;
  readonly anonymous: Agent;
  as(credential: Credential): Agent;
  /** Another team's owner. */
  foundTeam(name: string): Promise<Agent>;
  /** A member who has accepted. */
  join(inviter: Agent, teamRole: TeamRole, name?: string): Promise<Agent>;
  /** A service account whose only role has these permissions. */
  account(creator: Agent, permissions: readonly string[]): Promise<Agent & { roleId: string }>;
  close(): Promise<void>;
}

/** A database that has been migrated and holds nothing. */
export async function openEmptyDatabase(name: DatabaseName) {
  if (name === 'sqlite') {
    const database = openDatabase('sqlite::memory:');
    await migrate(database);
    return { database, url: undefined, close: () => database.close() };
  }
  const { url, drop } = await createTestDatabase();
  const database = openDatabase(url);
  await migrate(database);
  return {
    database,
    url,
    close: async () => {
      await database.close();
      await drop();
    },
  };
}

export function createTestClock() {
  let now = Date.parse('2027-01-31T09:00:00.000Z');
  return {
    now: () => new Date(now),
    advance: (milliseconds: number) => {
      now += milliseconds;
    },
  };
}

export function createTestSlices(database: Database, clock = createTestClock()) {
  const sealer = createSealer({ current: randomBytes(32), previous: null });
  const onError = (error: unknown) => {
    throw error;
  };
  const slices = createSlices({ database, clock, sealer, onError });
  const bootstrap = createBootstrap({
    store: createKnexOperatorStore(database),
    unitOfWork: database,
    clock,
    audit: slices.audit,
    keys: slices.memberKeys,
    teams: slices.teams,
    directory: slices.teamDirectory,
    owners: slices.owners,
  });
  return { slices, bootstrap, sealer, clock };
}

export const FIRST_OWNER = { email: 'owner@example.com', name: 'Olga Owner' };

export const noFile: BootstrapFile = { write: async () => {}, discard: async () => {} };

/** A started Keyplane with its operator and the team `default`. */
export async function startOrganisation(name: DatabaseName): Promise<Organisation> {
  const { database, close } = await openEmptyDatabase(name);
  const { slices, bootstrap, sealer, clock } = createTestSlices(database);
  const first = await bootstrap.start(FIRST_OWNER, noFile);
  if (first === undefined) throw new Error('The database was not empty.');
  // The app draws IDs of its own: those of another millisecond sort after these.
  clock.advance(1);
  const app = await createApp({
    config: { issuer: 'http://keyplane.test', trustedProxies: [] },
    database,
    clock,
    sealer,
    log: createLog({ level: 'fatal' }),
    metrics: createMetrics(),
  });

  function agent(id: string, headers: Headers): Agent {
    return {
      id,
      get: (path) => request(app.handler).get(path).set(headers),
      post: (path, body, more = {}) =>
        request(app.handler)
          .post(path)
          .set({ ...headers, ...more })
          .send(body),
      patch: (path, body, more = {}) =>
        request(app.handler)
          .patch(path)
          .set({ ...headers, ...more })
          .send(body),
      delete: (path, more = {}) =>
        request(app.handler)
          .delete(path)
          .set({ ...headers, ...more }),
    };
  }

  const as = ({ id, clientId, secret }: Credential) =>
    agent(id, {
      authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`,
    });
  const asKey = (id: string, key: { client_id: string; secret: string }) =>
    as({ id, clientId: key.client_id, secret: key.secret });
  const reveal = ({ clientId, secret }: typeof first.operator, id: string) =>
    as({ id, clientId, secret: secret.reveal() });

  const anonymous = agent('nobody', {});
  const operator = reveal(first.operator, 'op_first');
  let people = 0;
  const nextEmail = () => `person-${++people}@example.com`;

  return {
    database,
    slices,
    bootstrap,
    clock,
    operator,
    owner: reveal(first.owner, first.owner.memberId),
    teamId: first.team.id,
    anonymous,
    as,

    async foundTeam(teamName) {
      const owner = { email: nextEmail(), name: `Owner of ${teamName}` };
      const { body } = await operator.post('/v1/teams', { name: teamName, owner }).expect(201);
      return asKey(body.owner.id, body.application_key);
    },

    async join(inviter, teamRole, memberName = `A ${teamRole}`) {
      const person = { email: nextEmail(), name: memberName, team_role: teamRole };
      const invited = await inviter.post('/v1/members', person).expect(201);
      const { token } = invited.body.invitation;
      const joined = await anonymous.post('/v1/invitations/accept', { token }).expect(200);
      return asKey(joined.body.id, joined.body.application_key);
    },

    async account(creator, permissions) {
      const role = await creator.post('/v1/roles', { name: 'A role', permissions }).expect(201);
      const account = await creator
        .post('/v1/service-accounts', { name: 'An account', role_ids: [role.body.id] })
        .expect(201);
      const key = await creator
        .post('/v1/service-account-keys', {
          service_account_id: account.body.id,
          name: 'A key',
          expires_at: 'never',
        })
        .expect(201);
      return { ...asKey(account.body.id, key.body), roleId: role.body.id as string };
    },

    async close() {
      await app.close();
      await close();
    },
  };
}
