import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createReload } from '../../../api/cli/reloaded-files';
import { reloadableCertificate } from '../../../api/cli/tls-certificate';
import { createLog } from '../../../api/operations/log';
import { createTestAuthority, type TestCertificate } from '../../support/test-authority';

describe('reading the certificate again', () => {
  const authority = createTestAuthority();
  const [first, second] = [authority.issue('localhost'), authority.issue('localhost')];
  let folder: string;
  let said: string[];
  let used: number;
  let reload: (because: 'signal' | 'change') => Promise<void>;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'keyplane-certificate-'));
    said = [];
    used = 0;
    reload = createReload(
      reloadableCertificate({
        files: { certificateFile: inFolder('tls.crt'), keyFile: inFolder('tls.key') },
        use: () => void (used += 1),
        log: createLog({
          level: 'info',
          stream: { write: (line) => void said.push((JSON.parse(line) as { msg: string }).msg) },
        }),
      }),
    );
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const inFolder = (name: string) => path.join(folder, name);
  const write = async ({ certificate, privateKey }: TestCertificate) => {
    await writeFile(inFolder('tls.crt'), certificate);
    await writeFile(inFolder('tls.key'), privateKey);
  };

  it('is logged once if the watch of the files notices what a signal has announced', async () => {
    await write(first);
    await reload('signal');
    await reload('change');
    expect(said).toEqual(['certificate replaced']);
    expect(used).toBe(1);
  });

  it('is logged after each signal', async () => {
    await write(first);
    await reload('signal');
    await reload('signal');
    expect(said).toEqual(['certificate replaced', 'certificate replaced']);
  });

  it('is logged after each change, also back to an earlier certificate', async () => {
    for (const pair of [first, second, first]) {
      await write(pair);
      await reload('change');
    }
    expect(said).toHaveLength(3);
    expect(used).toBe(3);
  });

  it('logs once why a pair cannot be used, and then that it is repaired', async () => {
    await write(first);
    await reload('signal');
    await writeFile(inFolder('tls.crt'), 'broken');
    await reload('signal');
    await reload('change');
    await write(first);
    await reload('change');
    expect(said).toEqual([
      'certificate replaced',
      'kept the certificate in use',
      'certificate replaced',
    ]);
  });
});
