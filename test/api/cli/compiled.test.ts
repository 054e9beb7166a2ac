import { execFile } from 'node:child_process';
import { appendFile, mkdtemp, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { buildApi, compileApi } from '../../../api/build-api';
import { VERSION } from '../../../api/app/version';

const REPOSITORY = path.resolve(__dirname, '../../..');

describe('the code that a build has compiled', () => {
  let dist: string;
  let main: string;
  let launcher: string;

  beforeAll(async () => {
    // The folder is below node_modules, so that packages outside of the bundle are found.
    dist = await mkdtemp(path.join(REPOSITORY, 'node_modules', '.keyplane-compiled-'));
    main = buildApi(dist);
    await compileApi(dist);
    launcher = path.join(dist, 'launcher.js');
    const runCompiled = JSON.stringify(path.join(REPOSITORY, 'api/bin/run-compiled.js'));
    await writeFile(
      launcher,
      `const script = require(${runCompiled}).runCompiled(process.argv.splice(2, 1)[0]);
       process.once('exit', () => console.error('refused:', script.cachedDataRejected));`,
    );
  });
  afterAll(() => rm(dist, { recursive: true, force: true }));

  const run = () => promisify(execFile)(process.execPath, [launcher, main, '--version']);

  it('is used as it is', async () => {
    expect(await run()).toEqual({ stdout: `${VERSION}\n`, stderr: 'refused: false\n' });
  });

  it('comes from source code in ASCII, which Node keeps in one byte for each character', async () => {
    expect(await readFile(main, 'utf8')).not.toMatch(/[^\0-\x7f]/);
  });

  it('is refused next to other source code, and the source code runs anyway', async () => {
    await appendFile(main, '\n');
    expect(await run()).toEqual({ stdout: `${VERSION}\n`, stderr: 'refused: true\n' });
  });

  it('is not needed', async () => {
    await unlink(path.join(dist, 'main.compiled'));
    expect(await run()).toEqual({ stdout: `${VERSION}\n`, stderr: 'refused: undefined\n' });
  });

  it('is replaced by the next build', async () => {
    await writeFile(path.join(dist, 'main.compiled'), 'of an earlier build');
    buildApi(dist);
    expect(await run()).toEqual({ stdout: `${VERSION}\n`, stderr: 'refused: undefined\n' });
  });
});
