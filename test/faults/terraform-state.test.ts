import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loseState, mendState, readState } from './terraform-state';

const STATE = JSON.stringify({
  resources: [
    {
      mode: 'managed',
      type: 'keyplane_role',
      name: 'reader',
      instances: [{ attributes: { id: 'role_1' } }, { attributes: { id: 'role_2' } }],
    },
    {
      mode: 'data',
      type: 'keyplane_role',
      name: 'other',
      instances: [{ attributes: { id: 'role_3' } }],
    },
  ],
});

describe('the state file after terraform was killed', () => {
  let folder: string;
  let file: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'keyplane-state-'));
    file = path.join(folder, 'terraform.tfstate');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('contains everything that terraform manages, including deposed objects', async () => {
    await writeFile(file, STATE);
    expect((await readState(file)).map(({ address, id }) => `${address} ${id}`)).toEqual([
      'keyplane_role.reader role_1',
      'keyplane_role.reader role_2',
    ]);
    expect(await mendState(file)).toBe(false);
  });

  it('distinguishes the instances of a resource', async () => {
    const instances = [0, 1].map((index_key) => ({
      index_key,
      attributes: { id: `r${index_key}` },
    }));
    const resource = { mode: 'managed', type: 'keyplane_role', name: 'reader', instances };
    await writeFile(file, JSON.stringify({ resources: [resource] }));
    expect((await readState(file)).map(({ address }) => address)).toEqual([
      'keyplane_role.reader[0]',
      'keyplane_role.reader[1]',
    ]);
  });

  it('is removed together with its backup if a fault loses the state', async () => {
    await writeFile(file, STATE);
    await writeFile(`${file}.backup`, STATE);
    await loseState(file);
    expect(await readState(file)).toEqual([]);
    expect(await mendState(file)).toBe(false);
  });

  it.each(['', STATE.slice(0, 50)])(
    'is damaged if it contains %j, and the backup takes its place',
    async (torn) => {
      await writeFile(file, torn);
      await writeFile(`${file}.backup`, STATE);
      expect(await mendState(file)).toBe(true);
      expect(await readFile(file, 'utf8')).toBe(STATE);
    },
  );

  it('is given up if it is damaged and has no backup', async () => {
    await writeFile(file, STATE.slice(0, 50));
    expect(await mendState(file)).toBe(true);
    expect(await readState(file)).toEqual([]);
  });

  it('is not damaged if it was never written', async () => {
    expect(await mendState(file)).toBe(false);
    expect(await readState(file)).toEqual([]);
    await writeFile(file, '');
    expect(await mendState(file)).toBe(false);
    expect(await readState(file)).toEqual([]);
  });
});
