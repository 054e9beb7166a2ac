import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { mendState, readState } from './terraform-state';

const STATE = JSON.stringify({
  resources: [
    {
      ...{ mode: 'managed', type: 'keyplane_role', name: 'reader' },
      instances: [{ attributes: { id: 'role_1' } }, { attributes: { id: 'role_2' } }],
    },
    {
      ...{ mode: 'data', type: 'keyplane_role', name: 'other' },
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

  it('holds what terraform manages, deposed objects too', async () => {
    await writeFile(file, STATE);
    expect((await readState(folder)).map(({ address, id }) => `${address} ${id}`)).toEqual([
      'keyplane_role.reader role_1',
      'keyplane_role.reader role_2',
    ]);
    expect(await mendState(folder)).toBe(false);
  });

  it.each(['', STATE.slice(0, 50)])(
    'is torn as %j, and the backup takes its place',
    async (torn) => {
      await writeFile(file, torn);
      await writeFile(`${file}.backup`, STATE);
      expect(await mendState(folder)).toBe(true);
      expect(await readFile(file, 'utf8')).toBe(STATE);
    },
  );

  it('is given up where it is torn and has no backup', async () => {
    await writeFile(file, STATE.slice(0, 50));
    expect(await mendState(folder)).toBe(true);
    expect(await readState(folder)).toEqual([]);
  });

  it('is not torn where it was never written', async () => {
    expect(await mendState(folder)).toBe(false);
    expect(await readState(folder)).toEqual([]);
    await writeFile(file, '');
    expect(await mendState(folder)).toBe(false);
    expect(await readState(folder)).toEqual([]);
  });
});
