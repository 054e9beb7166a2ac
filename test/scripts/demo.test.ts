import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { eventually } from '../support/eventually';

const ROOT = path.join(__dirname, '../..');

describe('npm run demo -- --keep', () => {
  it('leaves a server with a history, says how to sign in, and cleans up after Ctrl-C', async () => {
    const temporary = await mkdtemp(path.join(tmpdir(), 'keyplane-demo-test-'));
    const demo = spawn(
      process.execPath,
      [path.join(ROOT, 'node_modules/.bin/tsx'), 'scripts/demo/main.ts', '--keep'],
      { cwd: ROOT, env: { ...process.env, TMPDIR: temporary } },
    );
    try {
      let output = '';
      for (const stream of [demo.stdout, demo.stderr]) {
        stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
      }
      await eventually(() => expect(output).toContain('Ctrl-C ends the server'), {
        withinMs: 150_000,
      });
      const line = /Console: (\S+), sign in with .* (kpi_\w+) and the Secret (kpa_\w+)/;
      const [, url = '', clientId = '', secret = ''] = line.exec(output) ?? [];
      expect(new URL(url).hostname).toBe('localhost');

      const page = await fetch(url, { headers: { accept: 'text/html' } });
      expect(await page.text()).toContain('<div id="root">');
      const signedIn = await fetch(`${url}/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: url },
        body: JSON.stringify({ client_id: clientId, client_secret: secret }),
      });
      expect(signedIn.status).toBe(201);
      const basic = Buffer.from(`${clientId}:${secret}`).toString('base64');
      const read = async (list: string) => {
        const answer = await fetch(url + list, { headers: { authorization: `Basic ${basic}` } });
        return ((await answer.json()) as { items: { id: string; name: string }[] }).items;
      };
      const nightly = (await read('/v1/service-account-keys')).filter(
        ({ name }) => name === 'nightly',
      );
      expect(nightly).toHaveLength(2);
      expect(await read('/v1/service-key-tokens')).toHaveLength(2);
      expect(await read('/v1/application-keys')).not.toEqual([]);
      await eventually(async () =>
        expect(await read('/v1/notifications?status=unread')).not.toEqual([]),
      );

      demo.kill('SIGINT');
      const [code] = (await once(demo, 'exit')) as [number | null];
      expect(code).toBe(0);
      const left = readdirSync(temporary).filter((name) => name.startsWith('keyplane-demo-'));
      expect(left).toEqual([]);
      await expect(fetch(url)).rejects.toThrow();
    } finally {
      demo.kill('SIGKILL');
      await rm(temporary, { recursive: true, force: true });
    }
  }, 240_000);
});
