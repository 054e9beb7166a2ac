import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createTestApi, type TestApi } from '../support/api';
import {
  compileProgram,
  copySources,
  createProject,
  installedPackages,
  packSources,
  publint,
  runProgram,
  typeProblems,
} from './packed-package';

const ROOT = path.join(__dirname, '../..');

describe('the packed @keyplane/client, installed into an empty project', () => {
  let folder: string;
  let tarball: string;
  let project: string;
  let api: TestApi;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'packed-client-'));
    tarball = await packSources(path.join(await copySources(folder), 'client'), folder);
    project = await createProject(path.join(folder, 'project'), [tarball]);
    api = await createTestApi();
  }, 180_000);
  afterAll(async () => {
    await api.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('needs no other package', async () => {
    expect(await installedPackages(project)).toEqual(['@keyplane/client']);
  });

  it('contains the license', async () => {
    const license = path.join(project, 'node_modules/@keyplane/client/LICENSE');
    expect(await readFile(license, 'utf8')).toBe(
      await readFile(path.join(ROOT, 'LICENSE'), 'utf8'),
    );
  });

  it('follows the rules of publint', async () => {
    expect(await publint(tarball)).toContain('All good');
  }, 60_000);

  it('has types wherever TypeScript resolves it', async () => {
    expect(await typeProblems(tarball)).toEqual([]);
  }, 60_000);

  describe('in a strict TypeScript program', () => {
    beforeAll(async () => {
      expect(await compileProgram(project, PROGRAM, { 'readme.mts': await readmeProgram() })).toBe(
        '',
      );
    }, 120_000);

    it.each(['program.cjs', 'program.mjs'])('verifies a key in %s', async (program) => {
      const { clientId, secret } = api.team.owner;
      const output = await runProgram(project, program, {
        KEYPLANE_ENDPOINT: api.url,
        KEYPLANE_CLIENT_ID: clientId,
        KEYPLANE_CLIENT_SECRET: secret,
      });
      expect(JSON.parse(output)).toEqual({ code: 'unknown', team: api.team.id });
    });

    it('shows what is missing, and no code of the package', async () => {
      await expect(runProgram(project, 'program.mjs')).rejects.toMatchObject({
        stdout: '',
        stderr:
          'InvalidSetting: The address of Keyplane is missing. Set `endpoint` or the environment variable KEYPLANE_ENDPOINT to an address such as https://keys.example.com.\n',
      });
    });
  });
});

const PROGRAM = `
  import { createKeyplane, InvalidSetting } from '@keyplane/client';

  async function main(): Promise<void> {
    const keyplane = createKeyplane();
    const { code } = await keyplane.verify({ secret: 'kps_unknown', permissions: ['a.b'] });
    const { team } = await keyplane.whoami();
    console.log(JSON.stringify({ code, team: team?.id }));
  }

  main().catch((error: unknown) => {
    process.exitCode = 1;
    if (error instanceof InvalidSetting) console.error(String(error));
  });
`;

/** The examples of the README, in their order. */
async function readmeProgram(): Promise<string> {
  const readme = await readFile(path.join(ROOT, 'client/README.md'), 'utf8');
  return [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code).join('\n');
}
