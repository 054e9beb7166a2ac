import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  buildServerArchive,
  serverArchiveName,
} from '../../scripts/server-archive/build-server-archive';
import { eventually } from '../support/eventually';
import { freePort } from '../support/free-port';
import { startOtlpReceiver } from '../support/otlp-receiver';

const MIB = 1024 * 1024;

describe('the archive of the server', () => {
  let folder: string;
  let archive: string;
  let keyplane: string;
  let server: ChildProcess | undefined;
  const inFolder = (...names: string[]) => path.join(folder, ...names);

  /** Nothing of this repository can be found from there, and no setting is inherited. */
  const bare = () => ({ cwd: folder, env: { PATH: path.dirname(process.execPath) } });

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'keyplane-archive-'));
    archive = await buildServerArchive(inFolder('first'));
    execFileSync('tar', ['-xzf', archive, '-C', folder]);
    keyplane = inFolder(serverArchiveName(), 'bin/keyplane');
  });
  afterAll(async () => {
    if (server?.exitCode === null) {
      server.kill('SIGKILL');
      await once(server, 'exit');
    }
    rmSync(folder, { recursive: true });
  });

  it('is under 60 MB, and has the same bytes if it is built again', async () => {
    expect(statSync(archive).size).toBeLessThan(60 * MIB);
    const again = await buildServerArchive(inFolder('second'));
    expect(readFileSync(again).equals(readFileSync(archive))).toBe(true);
  });

  it('serves from SQLite with nothing but Node', async () => {
    const port = await freePort();
    server = spawn(keyplane, ['serve', '--port', String(port)], { ...bare(), stdio: 'ignore' });
    const url = `http://127.0.0.1:${port}/readyz`;
    let ready: Response | undefined;
    while (ready?.status !== 200 && server.exitCode === null) {
      ready = await fetch(url).catch(() => undefined);
    }
    expect(ready?.status).toBe(200);
    server.kill('SIGTERM');
    expect(await once(server, 'exit')).toEqual([0, null]);
  });

  it('contains the drivers of PostgreSQL and of mail', () => {
    const unreachable = { KEYPLANE_DATABASE_URL: 'postgres://keyplane@127.0.0.1:1/keyplane' };
    const env = {
      ...bare().env,
      ...unreachable,
      KEYPLANE_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
    };
    const { status, stderr } = spawnSync(keyplane, ['migrate'], {
      ...bare(),
      env,
      encoding: 'utf8',
    });
    expect(stderr).toContain('127.0.0.1:1');
    expect(status).toBe(69);
    const modules = inFolder(serverArchiveName(), 'dist/main.js');
    const load = `require('node:module').createRequire(${JSON.stringify(modules)})('nodemailer')`;
    execFileSync(process.execPath, ['-e', load], bare());
  });

  it('contains what sends traces', async () => {
    const receiver = await startOtlpReceiver();
    const port = await freePort();
    server = spawn(keyplane, ['serve', '--port', String(port)], {
      cwd: folder,
      env: {
        ...bare().env,
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        OTEL_BSP_SCHEDULE_DELAY: '50',
      },
      stdio: 'ignore',
    });
    await eventually(async () => {
      await fetch(`http://127.0.0.1:${port}/v1/whoami`);
      expect(receiver.spans().map(({ name }) => name)).toContain('GET /v1/whoami');
    });
    server.kill('SIGTERM');
    expect(await once(server, 'exit')).toEqual([0, null]);
    await receiver.close();
  });

  it('lists what it contains, the drivers included', () => {
    const sbom = JSON.parse(
      readFileSync(inFolder(serverArchiveName(), 'sbom.cdx.json'), 'utf8'),
    ) as {
      readonly components: readonly { readonly name: string; readonly purl: string }[];
    };
    const names = sbom.components.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['express', 'jose', 'knex', 'sqlite3', 'pg-protocol']),
    );
    const purls = sbom.components.map(({ purl }) => purl);
    expect(new Set(purls).size).toBe(purls.length);
  });
});

describe('the systemd unit', () => {
  const unit = path.join(__dirname, '../../deploy/systemd/keyplane.service');
  const analyze = (...args: string[]) =>
    spawnSync('systemd-analyze', args, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
  const isMissing = analyze('--version').error !== undefined;
  const whereSystemdIs = isMissing ? it.skip : it;
  const reason = isMissing ? ' (skipped: systemd-analyze is not installed)' : '';

  whereSystemdIs(`exposes little of the system${reason}`, () => {
    const { stdout } = analyze('security', '--offline=true', '--no-pager', unit);
    const [, exposure = '10'] = /Overall exposure level for \S+: ([\d.]+)/.exec(stdout) ?? [];
    expect(Number(exposure)).toBeLessThanOrEqual(2);
  });
});
