import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Knex } from 'knex';
import { createTestApi, DATABASES, type TestApi } from '../../support/api';
import { eventually } from '../../support/eventually';

/** Longer than the time for which a caller is trusted without being judged again. */
const LONG_MILLIS = 300;

describe.each(DATABASES)('a request that waits for another unit of work, on %s,', (on) => {
  let folder: string;
  let api: TestApi;
  let roleId: string;
  let key: { id: string; clientId: string; secret: string };

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'keyplane-waiting-'));
    const file = `sqlite:${path.join(folder, 'keyplane.db')}`;
    api = await createTestApi(on, on === 'sqlite' ? { databaseUrl: file } : {});
  });
  beforeEach(async () => {
    const owner = api.as(api.team.owner);
    const held = { name: 'held', permissions: ['roles.update'] };
    roleId = ((await owner.post('/v1/roles').send(held).expect(201)).body as { id: string }).id;
    const issued = await owner.post('/v1/application-keys').send({ description: 'x' }).expect(201);
    const { id, client_id, secret } = issued.body as Record<string, string>;
    key = { id: id ?? '', clientId: client_id ?? '', secret: secret ?? '' };
    // Caches the key, so that the next request of the key finds outdated data in memory.
    await api.as(key).get(`/v1/roles/${roleId}`).expect(200);
  });
  afterEach(async () => {
    await api.as(api.team.owner).delete(`/v1/roles/${roleId}`).expect(204);
  });
  afterAll(async () => {
    await api.close();
    await rm(folder, { recursive: true });
  });

  const rowOfRole = () => api.database.knex('roles').where({ id: roleId });
  const rowOfKey = () => api.database.knex('keys').where({ id: key.id });

  /** Sends a request that waits for the row, and does `meanwhile` before it may go on. */
  async function statusAfter(
    send: () => PromiseLike<{ status: number }>,
    row: () => Knex.QueryBuilder,
    meanwhile: () => PromiseLike<unknown> = () => Promise.resolve(),
  ): Promise<number | undefined> {
    const sent: Promise<number>[] = [];
    const accepted = jest.spyOn(api.database, 'guarded');
    // This makes the request the first one to wait, so it does not hear of the change that ends its
    // access before its turn.
    await eventually(() => {
      expect(api.database.waiting()).toBe(0);
    });
    await api.database.run(async () => {
      await api.database.dialect.lockRows(row());
      sent.push(Promise.resolve(send()).then(({ status }) => status));
      await eventually(() => {
        expect(accepted).toHaveBeenCalled();
      });
      const acceptedBefore = performance.now();
      await eventually(() => {
        expect(performance.now() - acceptedBefore).toBeGreaterThan(LONG_MILLIS);
      });
      await meanwhile();
    });
    accepted.mockRestore();
    return sent[0];
  }

  const describeRole = () => api.as(key).patch(`/v1/roles/${roleId}`).send({ description: 'new' });
  const description = async () => {
    const shown = await api.as(api.team.owner).get(`/v1/roles/${roleId}`);
    return (shown.body as { description: string | null }).description;
  };

  it('changes nothing if its key was disabled meanwhile', async () => {
    const disable = () => rowOfKey().update({ disabled_at: 1 });
    expect(await statusAfter(describeRole, rowOfRole, disable)).toBe(401);
    expect(await description()).toBeNull();
  });

  it('leaves an event in the trail if its key was disabled meanwhile', async () => {
    await statusAfter(describeRole, rowOfRole, () => rowOfKey().update({ disabled_at: 1 }));
    await eventually(async () => {
      const trail = `/v1/audit-events?target_id=${key.id}&action=application_key.refused`;
      const { body } = await api.as(api.team.owner).get(trail).expect(200);
      expect((body as { items: unknown[] }).items).toEqual([
        expect.objectContaining({ outcome: 'disabled' }),
      ]);
    });
  });

  it('is carried out if nothing has changed', async () => {
    expect(await statusAfter(describeRole, rowOfRole)).toBe(200);
    expect(await description()).toBe('new');
  });

  it('may end its own key', async () => {
    const end = () => api.as(key).delete(`/v1/application-keys/${key.id}`);
    expect(await statusAfter(end, rowOfKey)).toBe(204);
  });
});
