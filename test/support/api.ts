import { randomBytes } from 'node:crypto';
import { Agent, createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import supertest from 'supertest';
import { createApp } from '../../api/app/app';
import type { App } from '../../api/app/app-types';
import type { ConsoleFiles } from '../../api/console-host/console-files';
import { openDatabase, type Database, type DatabaseOptions } from '../../api/database/database';
import { migrate } from '../../api/database/migrate';
import type { FederationSettings } from '../../api/federation/address-policy';
import type { OperatorPrincipal } from '../../api/domain/principal';
import type { Secret } from '../../api/domain/secret';
import type { Courier, MailSettings } from '../../api/app/courier';
import { createLog } from '../../api/operations/log';
import { createMetrics } from '../../api/operations/metrics';
import type { RegistrySettings } from '../../api/registry/release-catalog';
import type { CurrentTerms } from '../../api/service-keys/terms';
import { createSealer, type Sealer } from '../../api/sealing/sealer';
import type { OidcSettings } from '../../api/sessions/openid-client';
import type { SignUpMode } from '../../api/sign-up/sign-up-service';
import { createSlices, type SliceDependencies } from '../../api/app/slices';
import { createUlidIds } from '../../api/app/ulid-ids';
import { createKnexUsageStore } from '../../api/usage/usage-store';
import { createManualClock, type ManualClock } from './manual-clock';
import { migrateSqlite } from './migrate-sqlite';
import { createDatabaseToMigrate } from './postgres';

/** The databases that every suite of the API runs on. */
export const DATABASES: readonly DatabaseName[] =
  process.env.KEYPLANE_TEST_DATABASES === 'sqlite' ? ['sqlite'] : ['sqlite', 'postgres'];

export type DatabaseName = 'sqlite' | 'postgres';

export interface Credentials {
  readonly clientId: string;
  readonly secret: string;
}

export interface TestTeam {
  readonly id: string;
  readonly owner: Credentials & { readonly memberId: string };
}

/** The whole API on a real database, listening on loopback. */
export interface TestApi {
  readonly url: string;
  readonly clock: ManualClock;
  readonly database: Database;
  readonly sealer: Sealer;
  /** The slices themselves, for changes that tests make without a request. */
  readonly slices: InnerParts;
  readonly courier: Pick<Courier, 'runOnce'>;
  readonly endpoints: App['endpoints'];
  readonly operator: Credentials;
  /** The team that exists from the start. */
  readonly team: TestTeam;
  /** Another team, for tests of isolation. */
  foundTeam(name: string): Promise<TestTeam>;
  /** `api.as(api.team.owner).post('/v1/roles').send({…})`; without credentials, anonymously. */
  as(credentials?: Credentials): supertest.Agent;
  /** Ends connections immediately, like a process that was killed. `listen` starts it again. */
  kill(): Promise<void>;
  listen(): Promise<void>;
  close(): Promise<void>;
}

type InnerParts = ReturnType<typeof innerPartsOf>;

function innerPartsOf(parts: Pick<SliceDependencies, 'database' | 'clock' | 'sealer' | 'mailed'>) {
  const { database, clock } = parts;
  const ids = createUlidIds(clock);
  const slices = createSlices({ ...parts, ids, onError: failLoudly });
  return {
    ids,
    audit: slices.audit.trail,
    catalogDirectory: slices.catalog.directory,
    charges: slices.wallets.charges,
    creationStore: slices.creations.store,
    invitationLimits: slices.mail.limits,
    keyAlerts: slices.alerts.alerts,
    keys: slices.keys.keys,
    keyStore: slices.keys.reads,
    memberKeys: slices.applicationKeys.ofMembers,
    notices: slices.notifications.notices,
    outboxStore: slices.mail.store,
    owners: slices.members.owners,
    purgeSessions: async () => {
      for (const purge of slices.sessions.purge) await purge();
    },
    runStore: slices.creations.runs,
    secretClaims: slices.secretClaims.service,
    teamDirectory: slices.teams.directory,
    teams: slices.teams.teams,
    walletDirectory: slices.wallets.directory,
    usageStore: createKnexUsageStore(database),
  };
}

export async function createTestApi(
  on: DatabaseName = 'sqlite',
  options: {
    databaseUrl?: string;
    clock?: ManualClock;
    mail?: MailSettings;
    federation?: FederationSettings;
    signUp?: SignUpMode;
    trustedProxies?: readonly string[];
    registry?: RegistrySettings;
    console?: ConsoleFiles;
    terms?: CurrentTerms;
    oidc?: OidcSettings;
    /** How many requests of each kind may wait. */
    managementQueue?: number;
    /** The host of the public URL. If absent, 127.0.0.1. */
    host?: 'localhost';
    /** The options with which the database is opened. */
    opened?: DatabaseOptions;
  } = {},
): Promise<TestApi> {
  const own =
    on === 'postgres' && !options.databaseUrl ? await createDatabaseToMigrate() : undefined;
  const database = openDatabase(
    options.databaseUrl ?? own?.url ?? 'sqlite::memory:',
    options.opened,
  );
  await (on === 'sqlite' && !options.databaseUrl ? migrateSqlite : migrate)(database);
  const clock = options.clock ?? createManualClock();
  const sealer = createSealer({ current: randomBytes(32), previous: null });
  const { mail = null } = options;
  const mailed = mail !== null;
  const slices = innerPartsOf({ database, clock, sealer, mailed });

  const founding = (name: string) => foundTeam(slices, name);
  const operator = await createOperator(slices, database, clock);
  const team = await founding('default');
  // Another process drew the IDs of the setup. Only IDs of different milliseconds are in order.
  clock.advance(1);

  const listener = createListener();
  await listener.listen();
  const { federation, signUp = 'closed', trustedProxies = [], registry = null } = options;
  const { console = null, oidc = null, terms, host = '127.0.0.1', managementQueue } = options;
  const app = await createApp({
    config: {
      issuer: listener.url().replace('127.0.0.1', host),
      trustedProxies,
      signUp,
      mail,
      registry,
      console,
      oidc,
      ...(federation && { federation }),
      ...(terms && { terms }),
      ...(managementQueue && { managementQueue }),
    },
    database,
    clock,
    sealer,
    log: createLog({ level: process.env.KEYPLANE_TEST_LOG === undefined ? 'fatal' : 'debug' }),
    metrics: createMetrics(),
    isNew: options.databaseUrl === undefined,
  });
  listener.answerWith(app);

  return {
    get url() {
      return listener.url();
    },
    clock,
    database,
    sealer,
    slices,
    courier: app.courier,
    endpoints: app.endpoints,
    operator,
    team,
    foundTeam: founding,
    as: (credentials) => {
      const agent = supertest.agent(listener.url()).use(listener.keepConnection);
      return credentials ? agent.auth(credentials.clientId, credentials.secret) : agent;
    },
    kill: listener.kill,
    listen: listener.listen,
    async close() {
      await listener.kill();
      await app.close();
      await database.close();
      await own?.drop();
    },
  };
}

function createListener() {
  let server: Server | undefined;
  let port = 0;
  let app: App | undefined;
  const connections = new Agent({ keepAlive: true });
  return {
    url: () => `http://127.0.0.1:${port}`,
    /** Without an agent, superagent opens a connection for each request. */
    keepConnection: (request: supertest.Request) => void request.agent(connections),
    answerWith(answering: App) {
      app = answering;
    },
    async listen() {
      const opened = createServer((request, response) => app?.handler(request, response));
      // Longer than any test: a client that reuses a connection just as the server closes it gets ECONNRESET.
      opened.keepAliveTimeout = 600_000;
      await new Promise<void>((resolve, reject) => {
        opened.once('error', reject).listen(port, '127.0.0.1', resolve);
      });
      port = (opened.address() as AddressInfo).port;
      server = opened;
    },
    async kill() {
      const closing = server;
      if (closing === undefined) return;
      server = undefined;
      connections.destroy();
      await new Promise((resolve) => {
        closing.close(resolve);
        closing.closeAllConnections();
      });
    },
  };
}

const SETTING_UP = { requestId: 'test-set-up', ip: '127.0.0.1', stack: null, run: null };

function operatorPrincipal(id: string): OperatorPrincipal {
  const grant = { permissions: new Set<string>(), everyServicePermission: false };
  const credential = { kind: 'none', id: 'none' } as const;
  return { kind: 'operator', id, name: 'operator', teamId: null, credential, grant };
}

async function createOperator(
  slices: InnerParts,
  database: Database,
  clock: ManualClock,
): Promise<Credentials> {
  const id = slices.ids.next('operator');
  const row = { id, name: 'operator', created_at: clock.now().getTime() };
  await database.knex('operators').insert(row);
  const issued = await slices.memberKeys.issueApplicationKey({
    ownerKind: 'operator',
    ownerId: id,
    teamId: null,
    description: 'Operator',
    creator: { id, keyId: null },
  });
  return credentialsOf(issued);
}

async function foundTeam(slices: InnerParts, name: string): Promise<TestTeam> {
  const caller = { ...SETTING_UP, principal: operatorPrincipal(slices.ids.next('operator')) };
  const owner = { email: `owner@${name}.example`, name: `Owner of ${name}` };
  const founded = await slices.teams.create(caller, { name, owner });
  const { id } = founded.team;
  return { id, owner: { memberId: founded.owner.id, ...credentialsOf(founded.applicationKey) } };
}

function credentialsOf(issued: { clientId: string; secret: Secret }): Credentials {
  return { clientId: issued.clientId, secret: issued.secret.reveal() };
}

function failLoudly(error: unknown): void {
  process.stderr.write(`${String(error)}\n`);
}
