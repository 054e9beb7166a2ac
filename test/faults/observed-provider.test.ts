import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { eventually } from '../support/eventually';
import { providerProcesses, writeObservedProvider } from './observed-provider';

describe('the processes of the providers that terraform starts', () => {
  let folder: string;
  let bundle: string;
  let processes: string;
  let children: ChildProcess[];

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "keyplane-observed-'"));
    bundle = path.join(folder, 'bundle');
    processes = path.join(folder, 'processes');
    children = [];
    await writeFile(bundle, 'process.stdin.resume()');
  });
  afterEach(async () => {
    for (const child of children) child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  async function startProvider(): Promise<ChildProcess> {
    const executable = await writeObservedProvider(path.join(folder, 'observed'), bundle);
    const { environment } = providerProcesses(processes, bundle);
    const child = spawn(executable, { env: { ...process.env, ...environment } });
    children.push(child);
    await eventually(async () => {
      expect((await readFile(processes, 'utf8')).split('\n')).toContain(String(child.pid));
    });
    return child;
  }

  it('are the providers themselves, under the ID that was noted', async () => {
    const child = await startProvider();
    const exited = once(child, 'exit');
    const observed = providerProcesses(processes, bundle);
    await eventually(() => {
      observed.kill();
      expect(child.signalCode ?? child.exitCode ?? 'runs').not.toBe('runs');
    });
    await exited;
    expect(child.signalCode).toBe('SIGKILL');
    await observed.gone();
  });

  it('do not include another process that got the ID of one that ended', async () => {
    const stranger = spawn(process.execPath, ['-e', 'process.stdin.resume()']);
    children.push(stranger);
    await once(stranger, 'spawn');
    await appendFile(processes, `${stranger.pid}\n`);
    const observed = providerProcesses(processes, bundle);
    observed.kill();
    await observed.gone();
    expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
    stranger.kill();
    const [, signal] = await once(stranger, 'exit');
    expect(signal).toBe('SIGTERM');
  });

  it('remove the socket of a killed process', async () => {
    await appendFile(processes, `4194305\n`);
    const socket = path.join(tmpdir(), 'terraform-plugin-4194305-00ff.sock');
    await writeFile(socket, '');
    await providerProcesses(processes, bundle).gone();
    await expect(readFile(socket)).rejects.toThrow('ENOENT');
  });
});
