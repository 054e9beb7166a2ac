import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makePrivate } from '../../../api/lib/private-files';

test('all rights of other users to a file are removed, and each file is reported once', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'keyplane-private-'));
  const [open, closed, missing] = ['open', 'closed', 'missing'].map((name) =>
    path.join(folder, name),
  ) as [string, string, string];
  await writeFile(open, 'text');
  await chmod(open, 0o664);
  await writeFile(closed, 'text', { mode: 0o600 });

  expect(await makePrivate([open, closed, missing])).toEqual([
    { file: open, mode: '0664', repaired: true },
  ]);
  expect((await stat(open)).mode & 0o777).toBe(0o600);
  expect(await makePrivate([open, closed, missing])).toEqual([]);
  await chmod(folder, 0o755);
  expect(await makePrivate([folder])).toEqual([]);
  expect((await stat(folder)).mode & 0o777).toBe(0o755);
  await rm(folder, { recursive: true });
});
