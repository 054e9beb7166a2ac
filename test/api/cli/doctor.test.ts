import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  judgeCertificate,
  judgeClock,
  judgeDisk,
  reportOf,
} from '../../../api/cli/doctor-findings';
import { startIdentityProvider } from '../sessions/support/started-provider';
import { startOtlpReceiver } from '../../support/otlp-receiver';
import { startMailServer } from '../alerts/support/mail-server';
import { createDatabaseToMigrate } from '../../support/postgres';
import { buildKeyplane, type SpawnOptions } from './support/keyplane-process';

const keyplane = buildKeyplane();
afterAll(() => keyplane.remove());

const run = async (words: readonly string[], options: SpawnOptions = {}) =>
  (await keyplane.start(words, options)).finished;

describe('keyplane doctor', () => {
  test('finds nothing wrong next to a server that runs', async () => {
    const server = await keyplane.start(['serve']);
    await server.url();
    const { exitCode, stdout } = await run(['doctor'], { folder: server.folder });
    expect(stdout).toMatch(/^ok {7}configuration: is valid\nok {7}database: SQLite 3\.\d+/);
    expect(stdout).toMatch(/ok {7}migrations: all are applied\nok {7}master key: mk_\S+ opens/);
    expect(stdout).toMatch(/disk: \d+ MiB are free at .*\/data\n/);
    expect(exitCode).toBe(0);
  });

  test('creates nothing if the server was never started', async () => {
    const folder = await keyplane.newFolder();
    const { exitCode, stdout } = await run(['doctor'], { folder });
    expect([exitCode, await readdir(folder)]).toEqual([0, []]);
    expect(stdout).toMatch(
      /warning {2}database: .*keyplane\.db does not exist yet\n +The first start/,
    );
  });

  test('compares the clock with the one of PostgreSQL, and finds that a master key is missing', async () => {
    const database = await createDatabaseToMigrate();
    try {
      const environment = { KEYPLANE_DATABASE_URL: database.url };
      const key = { KEYPLANE_MASTER_KEY: Buffer.alloc(32, 7).toString('base64') };
      await run(['migrate'], { environment });
      const well = await run(['doctor'], { environment: { ...environment, ...key } });
      expect(well.stdout).toMatch(/ok {7}database: PostgreSQL \d+/);
      expect(well.stdout).toMatch(/ok {7}clock: agrees with the database \(0\.\d s apart\)/);
      const { exitCode, stdout } = await run(['doctor'], { environment });
      expect(stdout).toMatch(/fault {4}master key: .*needs KEYPLANE_MASTER_KEY/);
      expect(exitCode).toBe(1);
    } finally {
      await database.drop();
    }
  });

  test('says that the database cannot be reached, and examines the rest', async () => {
    const environment = {
      KEYPLANE_DATABASE_URL: 'postgres://keyplane:hidden@127.0.0.1:1/keyplane',
      KEYPLANE_SMTP_URL: 'smtp://keyplane:hidden@127.0.0.1:1',
      KEYPLANE_MAIL_FROM: 'keyplane@example.org',
    };
    const { exitCode, stdout, stderr } = await run(['doctor'], { environment });
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/fault {4}database: The database cannot be reached/);
    expect(stdout).toMatch(/fault {4}mail server: does not accept Keyplane.*\n +Check host, port/);
    expect(stdout + stderr).not.toContain('hidden');
  });

  test('shakes hands with the mail server, and sends nothing', async () => {
    const mail = await startMailServer();
    const environment = {
      KEYPLANE_SMTP_URL: mail.url,
      KEYPLANE_MAIL_FROM: 'keyplane@example.org',
    };
    const { stdout } = await run(['doctor'], { environment });
    expect(stdout).toContain('mail server: accepts the connection');
    expect(mail.received).toEqual([]);
    await mail.close();
  });

  test('asks the identity provider, and finds teams to join that do not exist', async () => {
    const provider = await startIdentityProvider();
    await provider.control('/configure', {
      redirect_uri: 'http://127.0.0.1/session/oidc/callback',
    });
    const environment = {
      KEYPLANE_OIDC_ISSUER: provider.url,
      KEYPLANE_OIDC_CLIENT_ID: 'keyplane',
      KEYPLANE_OIDC_CLIENT_SECRET: 'of-keyplane',
    };
    try {
      const server = await keyplane.start(['serve'], {
        environment: { ...environment, KEYPLANE_OIDC_JOIN: 'example.com=team_00' },
      });
      await server.url();
      const said =
        'KEYPLANE_OIDC_JOIN names the team team_00, which does not exist. Nobody joins it.';
      expect(server.lines().map(({ msg }) => msg)).toContainEqual(expect.stringContaining(said));

      const { folder } = server;
      const doctor = (more: Record<string, string>) =>
        run(['doctor'], { folder, environment: { ...environment, ...more } });
      const unknown = await doctor({ KEYPLANE_OIDC_JOIN: 'example.com=team_00' });
      expect(unknown.exitCode).toBe(1);
      expect(unknown.stdout).toContain(`fault    teams to join: ${said}`);

      const file = await readFile(path.join(folder, 'data/bootstrap.json'), 'utf8');
      const { team } = JSON.parse(file) as { team: { id: string } };
      const well = await doctor({ KEYPLANE_OIDC_JOIN: `example.com=${team.id}` });
      expect(well.stdout).toContain(
        'ok       teams to join: all teams of KEYPLANE_OIDC_JOIN exist',
      );
      expect(well.stdout).toContain(`ok       identity provider: ${provider.url} describes itself`);
      expect(well.exitCode).toBe(0);
    } finally {
      provider.stop();
    }
  });

  test('says that there is no identity provider at the URL', async () => {
    const { exitCode, stdout } = await run(['doctor'], {
      environment: {
        KEYPLANE_OIDC_ISSUER: 'http://127.0.0.1:1',
        KEYPLANE_OIDC_CLIENT_ID: 'keyplane',
        KEYPLANE_OIDC_CLIENT_SECRET: 'hidden',
      },
    });
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(
      /fault {4}identity provider: http:\/\/127\.0\.0\.1:1\/? does not answer/,
    );
    expect(stdout).not.toContain('hidden');
  });

  test('sends no spans to the trace collector, and only warns if it refuses them', async () => {
    const receiver = await startOtlpReceiver();
    const doctor = (endpoint: string) =>
      run(['doctor'], { environment: { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } });
    const well = await doctor(receiver.url);
    expect(well.stdout).toContain(`ok       trace collector: ${receiver.url} accepts traces`);
    expect(receiver.requests).toEqual([expect.objectContaining({ path: '/v1/traces' })]);
    expect(receiver.spans()).toEqual([]);
    await receiver.close();

    const { exitCode, stdout } = await doctor(receiver.url);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/warning {2}trace collector: \S+ does not accept traces \(\w+\)\n/);
  });
});

const NOW = new Date('2026-11-30T12:00:00Z');
const inDays = (days: number) => new Date(NOW.getTime() + days * 86_400_000);

test.each([
  [judgeClock(-400), 'ok', 'agrees with the database (0.4 s apart)'],
  [judgeClock(2500), 'fault', 'the database is 2.5 s ahead of this machine'],
  [judgeClock(-1500), 'fault', 'the database is 1.5 s behind this machine'],
  [judgeCertificate(inDays(30), NOW), 'ok', 'expires in 30 days, at 2026-12-30T12:00:00Z'],
  [judgeCertificate(inDays(13), NOW), 'warning', 'expires in 13 days, at 2026-12-13T12:00:00Z'],
  [judgeCertificate(inDays(-1), NOW), 'fault', 'expired at 2026-11-29T12:00:00Z'],
  [judgeDisk(4096 * 1_048_576, '/data'), 'ok', '4096 MiB are free at /data'],
  [judgeDisk(512 * 1_048_576, '/data'), 'warning', '512 MiB are free at /data'],
  [judgeDisk(8 * 1_048_576, '/data'), 'fault', '8 MiB are free at /data'],
])('judges %j', (finding, level, text) => {
  expect(finding).toMatchObject({ level, text });
  expect('remedy' in finding).toBe(level !== 'ok');
  expect(reportOf([finding])).toMatch(level === 'ok' ? /^ok {7}\S/ : /\n {9}[A-Z].*\.$/);
});
