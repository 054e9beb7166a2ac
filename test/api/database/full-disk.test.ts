import { randomBytes } from 'node:crypto';
import { appendFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { createTestApi, type TestApi } from '../../support/api';
import { mountSmallDisk } from '../../support/small-disk';

const disk = mountSmallDisk(24);
const onSmallDisk = disk
  ? describe
  : (name: string, tests: () => void) =>
      describe.skip(`${name} (skipped: mounting a tmpfs needs root)`, tests);

onSmallDisk('on a full disk', () => {
  const folder = disk?.folder ?? '';
  const reserve = path.join(folder, 'keyplane.db-reserve');
  const filler = path.join(folder, 'filler');
  let api: TestApi;

  beforeAll(async () => {
    api = await createTestApi('sqlite', { databaseUrl: `sqlite:${folder}/keyplane.db` });
  });
  afterAll(async () => {
    await api.close();
    disk?.remove();
  });

  const owner = () => api.as(api.team.owner);
  const createKey = () =>
    owner()
      .post('/v1/application-keys')
      .send({ description: 'x'.repeat(200) });

  function fill(): void {
    const block = randomBytes(4096);
    try {
      for (;;) appendFileSync(filler, block);
    } catch (error) {
      expect(error).toMatchObject({ code: 'ENOSPC' });
    }
  }

  it('keys can be revoked, disabled and verified, but nothing can be created until there is space again', async () => {
    const keys: { id: string; client_id: string; secret: string }[] = [];
    for (let count = 0; count < 40; count += 1) {
      keys.push((await createKey().expect(201)).body as (typeof keys)[number]);
    }
    expect(statSync(reserve).size).toBe(8 * 1_048_576);
    fill();

    let refused = await createKey();
    for (let count = 0; refused.status === 201 && count < 2000; count += 1) {
      refused = await createKey();
    }
    expect(refused.status).toBe(503);
    const again = await createKey();
    expect(again.body).toMatchObject({ code: 'unavailable', retryable: true });
    expect((again.body as { detail: string }).detail).toMatch('The disk of the database is full');

    const [first, ...others] = keys;
    for (const [count, { id, secret }] of others.entries()) {
      // Another program takes the space that was freed.
      if (count < 5) fill();
      const key = `/v1/application-keys/${id}`;
      expect((await owner().patch(key).send({ enabled: false })).status).toBe(200);
      expect((await owner().delete(key)).status).toBe(204);
      const revoked = await owner().get('/v1/whoami').auth(id, secret);
      expect(revoked.status).toBe(401);
    }
    const presented = await api
      .as()
      .post('/oauth2/revoke')
      .auth(first?.client_id ?? '', first?.secret ?? '')
      .type('form')
      .send({ token: first?.secret });
    expect(presented.status).toBe(200);
    await api.database.requireWritable();
    expect(statSync(reserve).size).toBeLessThan(8 * 1_048_576);

    rmSync(filler);
    expect((await createKey()).status).toBe(201);
    expect(statSync(reserve).size).toBe(8 * 1_048_576);
  });
});
