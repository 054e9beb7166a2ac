import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultStack } from '../../provider/default-stack';

describe('the stack of a state that was given none', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'keyplane-stack-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  const select = async (workspace: string, dataDirectory = '.terraform') => {
    await mkdir(join(directory, dataDirectory), { recursive: true });
    await writeFile(join(directory, dataDirectory, 'environment'), workspace);
  };
  const stack = (environment: NodeJS.ProcessEnv = {}) => defaultStack({ directory, environment });

  it('is the same at every run in one directory', () => {
    expect(stack()).toBe(stack());
    expect(stack()).toMatch(/^[0-9a-f]{16}\/default$/);
  });

  it('is another in another directory', () => {
    expect(defaultStack({ directory: join(directory, 'b'), environment: {} })).not.toBe(stack());
  });

  it('is another in another workspace, however that was chosen', async () => {
    await select('staging');
    expect(stack()).toMatch(/\/staging$/);
    expect(stack({ TF_WORKSPACE: 'production' })).toMatch(/\/production$/);
    await select('elsewhere', 'data');
    expect(stack({ TF_DATA_DIR: 'data' })).toMatch(/\/elsewhere$/);
  });

  it('fits in a header whatever the workspace is called', async () => {
    await select('prüfung');
    expect(stack()).toMatch(/\/pr%C3%BCfung$/);
  });
});
