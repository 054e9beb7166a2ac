import { readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  builtKeyplane,
  buildKeyplane,
  type KeyplaneProcess,
} from '../api/cli/support/keyplane-process';
import { DATABASES, type DatabaseName } from '../support/api';
import { eventually } from '../support/eventually';
import { createTestDatabase } from '../support/postgres';
import { callerOf, tourApi, type ClientCredentials, type Tour } from './api-tour';
import { buildPreviousKeyplane, hasPreviousCommit, PREVIOUS_COMMIT } from './previous-build';

type Keyplane = ReturnType<typeof buildKeyplane>;

const REVOKED_WITHIN_MS = 1000;

let previous: Keyplane | undefined;
let current: Keyplane | undefined;
beforeAll(() => {
  if (!hasPreviousCommit()) return;
  const { main, remove } = buildPreviousKeyplane();
  previous = builtKeyplane(main, remove);
  current = buildKeyplane();
});
afterAll(() => Promise.all([previous?.remove(), current?.remove()]));

const describeIfKnown = hasPreviousCommit()
  ? describe.each(DATABASES)
  : describe.skip.each(DATABASES);

describeIfKnown(
  `replicas of the previous release next to new ones (skipped without commit ${PREVIOUS_COMMIT}), on %s,`,
  (on) => {
    test('keep serving after the new ones have migrated, and learn what the others revoke', async () => {
      if (previous === undefined || current === undefined) throw new Error('Nothing was built.');
      const { environment, drop } = await databaseOf(on);
      const folder = await current.newFolder();
      try {
        const old = await previous.start(['serve'], { folder, environment });
        const oldUrl = await old.url();
        const owner = await ownerOf(folder);
        expect(unexpected(await tourApi(oldUrl, owner, 'before'))).toEqual([]);

        const fresh = await current.start(['serve'], { folder, environment });
        const freshUrl = await fresh.url();
        expect(fresh.lines().map(({ msg }) => msg)).toContain('migrated');

        expect((await fetch(`${oldUrl}/readyz`)).status).toBe(200);
        const atOld = await tourApi(oldUrl, owner, 'old');
        const atNew = await tourApi(freshUrl, owner, 'new');
        expect([...unexpected(atOld), ...unexpected(atNew)]).toEqual([]);
        await expectRevocationElsewhere(atOld, owner, { by: freshUrl, at: oldUrl });
        await expectRevocationElsewhere(atNew, owner, { by: oldUrl, at: freshUrl });
        expect(errorsOf(old, fresh)).toEqual([]);
      } finally {
        await Promise.all([previous.stopAll(), current.stopAll()]);
        await drop();
      }
    });
  },
);

async function databaseOf(on: DatabaseName) {
  const master = { KEYPLANE_MASTER_KEY: Buffer.alloc(32, 'upgrade').toString('base64') };
  if (on === 'sqlite') return { environment: master, drop: () => Promise.resolve() };
  const { url, drop } = await createTestDatabase();
  return { environment: { ...master, KEYPLANE_DATABASE_URL: url }, drop };
}

async function ownerOf(folder: string): Promise<ClientCredentials> {
  const file = await readFile(path.join(folder, 'data', 'bootstrap.json'), 'utf8');
  return (JSON.parse(file) as { owner: ClientCredentials }).owner;
}

function unexpected({ answers }: Tour): string[] {
  return answers
    .filter(({ status }) => status >= 300)
    .map(({ call, status, body }) => `${call}: ${status} ${JSON.stringify(body)}`);
}

function errorsOf(...processes: readonly KeyplaneProcess[]): unknown[] {
  return processes.flatMap((process) =>
    process.lines().filter(({ level }) => ['error', 'fatal'].includes(level)),
  );
}

async function expectRevocationElsewhere(
  { key }: Tour,
  owner: ClientCredentials,
  where: { readonly by: string; readonly at: string },
): Promise<void> {
  const credentials = { client_id: key.client_id, client_secret: key.secret };
  const status = async () => (await callerOf(where.at, credentials)('GET', '/v1/whoami')).status;
  expect([await status(), await status()]).toEqual([200, 200]);
  const path = `/v1/service-account-keys/${key.id}`;
  expect((await callerOf(where.by, owner)('DELETE', path)).status).toBe(204);
  await eventually(async () => expect(await status()).toBe(401), { withinMs: REVOKED_WITHIN_MS });
}
