import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const ROOT = path.join(__dirname, '..', '..', '..');

describe('the types of the client', () => {
  it('match the API’s OpenAPI document', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'keyplane-generated-'));
    const fresh = path.join(folder, 'api.ts');
    const cli = path.join(ROOT, 'node_modules', 'openapi-typescript', 'bin', 'cli.js');
    await promisify(execFile)(process.execPath, [
      cli,
      path.join(ROOT, 'api', 'openapi.json'),
      '-o',
      fresh,
    ]);
    const committed = path.join(ROOT, 'provider', 'client', 'generated', 'api.ts');
    expect(await readFile(fresh, 'utf8')).toBe(await readFile(committed, 'utf8'));
    await rm(folder, { recursive: true });
  });
});
