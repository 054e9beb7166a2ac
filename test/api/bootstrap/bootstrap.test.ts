import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  createBootstrapFile,
  BootstrapFileExistsError,
} from '../../../api/bootstrap/bootstrap-file';
import { NotStartedError } from '../../../api/bootstrap/bootstrap';
import { openDatabase } from '../../../api/database/database';
import type { Database } from '../../../api/database/database';
import { migrate } from '../../../api/database/migrate';
import type { UnitOfWork } from '../../../api/database/unit-of-work';
import { createKnexCredentialLookup } from '../../../api/credentials/knex-credential-lookup';
import type { Secret } from '../../../api/domain/secret';
import { DATABASES } from '../../support/api';
import { bootstrapOn, FIRST_OWNER, noFile, openEmptyDatabase } from './empty-installation';

const TABLES = ['operators', 'teams', 'members', 'keys', 'key_secrets', 'audit_events'];

async function rowCounts(database: Database): Promise<number[]> {
  const counts: number[] = [];
  for (const table of TABLES) counts.push((await database.knex(table)).length);
  return counts;
}

let folder: string;
let filePath: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'keyplane-bootstrap-'));
  filePath = path.join(folder, 'data', 'bootstrap.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe.each(DATABASES)('the first start on %s', (databaseName) => {
  let opened: Awaited<ReturnType<typeof openEmptyDatabase>>;
  let database: Database;

  beforeEach(async () => {
    opened = await openEmptyDatabase(databaseName);
    ({ database } = opened);
  });
  afterEach(() => opened.close());

  const ownerOf = async (secret: Secret) =>
    (await createKnexCredentialLookup(database).bySecretHash(secret.hash))?.principal;

  test('creates an operator, the team default and its owner, whose keys work', async () => {
    const bootstrap = bootstrapOn(database);
    const first = await bootstrap.start(FIRST_OWNER, createBootstrapFile(filePath));
    if (first === undefined) throw new Error('Nothing was made.');
    expect(first.team.name).toBe('default');
    expect(await ownerOf(first.operator.secret)).toMatchObject({ kind: 'operator', teamId: null });
    expect(await ownerOf(first.owner.secret)).toMatchObject({
      kind: 'member',
      id: first.owner.memberId,
      teamId: first.team.id,
      teamRole: 'owner',
    });
    expect(JSON.parse(await readFile(filePath, 'utf8'))).toEqual({
      operator: {
        client_id: first.operator.clientId,
        client_secret: first.operator.secret.reveal(),
      },
      team: { id: first.team.id, name: 'default' },
      owner: {
        member_id: first.owner.memberId,
        client_id: first.owner.clientId,
        client_secret: first.owner.secret.reveal(),
      },
    });
    expect((await stat(filePath)).mode & 0o777).toBe(0o600);
    expect(await readdir(path.dirname(filePath))).toEqual(['bootstrap.json']);
  });

  test('a second start does nothing, and leaves the file as it is', async () => {
    const bootstrap = bootstrapOn(database);
    await bootstrap.start(FIRST_OWNER, createBootstrapFile(filePath));
    const counts = await rowCounts(database);
    const written = await readFile(filePath, 'utf8');
    const again = bootstrapOn(database);
    expect(await again.start(FIRST_OWNER, createBootstrapFile(filePath))).toBeUndefined();
    expect(await rowCounts(database)).toEqual(counts);
    expect(await readFile(filePath, 'utf8')).toBe(written);
  });

  test('a file of another database is never overwritten, and nothing is created', async () => {
    await mkdir(path.dirname(filePath));
    await writeFile(filePath, 'precious');
    const bootstrap = bootstrapOn(database);
    const start = bootstrap.start(FIRST_OWNER, createBootstrapFile(filePath));
    await expect(start).rejects.toThrow(BootstrapFileExistsError);
    await expect(start).rejects.toThrow('Move it away');
    expect(await readFile(filePath, 'utf8')).toBe('precious');
    expect(await readdir(path.dirname(filePath))).toEqual(['bootstrap.json']);
    expect(await rowCounts(database)).toEqual(TABLES.map(() => 0));
  });

  test('a start that cannot be committed removes its file, and the next one succeeds', async () => {
    const unitOfWork: UnitOfWork = {
      rehearse: database.rehearse,
      run: (work) =>
        database.run(async () => {
          await work();
          await stat(filePath);
          throw new Error('The connection is lost.');
        }),
    };
    const failing = bootstrapOn(database, unitOfWork);
    await expect(failing.start(FIRST_OWNER, createBootstrapFile(filePath))).rejects.toThrow(
      'The connection is lost.',
    );
    expect(await readdir(path.dirname(filePath))).toEqual([]);
    expect(await rowCounts(database)).toEqual(TABLES.map(() => 0));
    const bootstrap = bootstrapOn(database);
    expect(await bootstrap.start(FIRST_OWNER, createBootstrapFile(filePath))).toBeDefined();
  });

  test('recovery before the first start says what to do', async () => {
    const bootstrap = bootstrapOn(database);
    await expect(bootstrap.recoverOwner(FIRST_OWNER)).rejects.toThrow(NotStartedError);
    await expect(bootstrap.recoverOperator()).rejects.toThrow('Start Keyplane on it once');
  });

  test('recovery gives the oldest owner another key, and the operator too', async () => {
    const bootstrap = bootstrapOn(database);
    const first = await bootstrap.start(FIRST_OWNER, noFile);
    const owner = await bootstrap.recoverOwner(FIRST_OWNER);
    expect(owner.memberId).toBe(first?.owner.memberId);
    expect(owner.clientId).not.toBe(first?.owner.clientId);
    expect(await ownerOf(owner.secret)).toMatchObject({ id: first?.owner.memberId });
    const operator = await bootstrap.recoverOperator();
    expect(await ownerOf(operator.secret)).toMatchObject({ kind: 'operator' });
    await expect(bootstrap.recoverOwner(FIRST_OWNER, 'team_0')).rejects.toMatchObject({
      code: 'not_found',
    });
    const events = await database.knex('audit_events').where({ request_id: 'recover' });
    expect(events.map(({ action }) => action as string)).toEqual([
      'application_key.created',
      'application_key.created',
    ]);
  });

  test('recovery creates an owner for a team that has none', async () => {
    const bootstrap = bootstrapOn(database);
    const first = await bootstrap.start(FIRST_OWNER, noFile);
    await database.knex('members').update({ status: 'left', left_at: 0 });
    const owner = await bootstrap.recoverOwner({ email: 'new@example.com', name: 'New' });
    expect(owner.memberId).not.toBe(first?.owner.memberId);
    expect(await ownerOf(owner.secret)).toMatchObject({ id: owner.memberId, teamRole: 'owner' });
  });

  test('recovery makes the member with the given address the owner of a team that has none', async () => {
    const bootstrap = bootstrapOn(database);
    const first = await bootstrap.start(FIRST_OWNER, noFile);
    await database.knex('members').update({ team_role: 'user', status: 'invited' });
    const owner = await bootstrap.recoverOwner({ email: 'Owner@Example.com', name: 'Other' });
    expect(owner.memberId).toBe(first?.owner.memberId);
    expect(await ownerOf(owner.secret)).toMatchObject({ name: 'Olga Owner', teamRole: 'owner' });
  });
});

test.each(DATABASES)(
  'one of several replicas that start together on %s creates everything',
  async (name) => {
    const opened = await openEmptyDatabase(name);
    const url = opened.url ?? `sqlite:${path.join(folder, 'shared.db')}`;
    const replicas = [0, 1, 2, 3].map(() => openDatabase(url));
    try {
      for (const replica of replicas) await migrate(replica);
      const made = await Promise.all(
        replicas.map((replica) => bootstrapOn(replica).start(FIRST_OWNER, noFile)),
      );
      expect(made.filter((credentials) => credentials !== undefined)).toHaveLength(1);
      const [replica] = replicas;
      expect(replica && (await rowCounts(replica))).toEqual([1, 1, 1, 2, 2, 6]);
    } finally {
      for (const replica of replicas) await replica.close();
      await opened.close();
    }
  },
);
