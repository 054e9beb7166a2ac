import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '../../support/free-port';
import { nginxConfiguration } from '../../support/nginx-configuration';
import type { TestCertificate } from '../../support/test-authority';
import { startWatchedProgram } from '../../support/watched-program';

export interface RunningProxy {
  readonly port: number;
  stop(): Promise<void>;
}

export interface DocumentedProxy {
  readonly name: 'nginx' | 'caddy';
  /** Absent if the machine lacks the program. */
  readonly program: string | undefined;
  /** @param replicas addresses with a port, which take the place of those on the page */
  start(replicas: readonly [string, string], certificate: TestCertificate): Promise<RunningProxy>;
}

const PAGE = path.join(__dirname, '../../../docs/operating/behind-a-proxy.md');
/** The name of the server on the page, which the certificate must have. */
export const HOST = 'keys.example.com';

/** The real programs, configured as the page says, but on other ports. */
export const PROXIES: readonly DocumentedProxy[] = [
  proxy('nginx', ['/usr/sbin/nginx', '/usr/bin/nginx'], async (folder, site, port) => {
    const file = path.join(folder, 'nginx.conf');
    const moved = site
      .replace('listen 443 ssl;', `listen 127.0.0.1:${port} ssl;`)
      .replaceAll('/etc/nginx/', `${folder}/`);
    await writeFile(file, nginxConfiguration(folder, moved));
    return ['-e', 'stderr', '-c', file];
  }),
  proxy('caddy', ['/usr/bin/caddy'], async (folder, site, port) => {
    const file = path.join(folder, 'Caddyfile');
    // Without these lines, Caddy would order a certificate on the internet, and listen on port 80.
    const own = `tls ${folder}/keyplane.crt ${folder}/keyplane.key\n\tbind 127.0.0.1`;
    const moved = site.replace(`${HOST} {`, `https://${HOST}:${port} {\n\t${own}`);
    await writeFile(file, `{\n\tadmin off\n\tauto_https disable_redirects\n}\n${moved}`);
    return ['run', '--config', file, '--adapter', 'caddyfile'];
  }),
];

function proxy(
  name: DocumentedProxy['name'],
  programs: readonly string[],
  prepare: (folder: string, site: string, port: number) => Promise<readonly string[]>,
): DocumentedProxy {
  const program = programs.find((file) => existsSync(file));
  return {
    name,
    program,
    async start([first, second], { certificate, privateKey }) {
      if (program === undefined) throw new Error(`${name} is not installed.`);
      const folder = await mkdtemp(path.join(tmpdir(), `keyplane-${name}-`));
      await writeFile(path.join(folder, 'keyplane.crt'), certificate);
      await writeFile(path.join(folder, 'keyplane.key'), privateKey, { mode: 0o600 });
      const port = await freePort();
      const site = (await configurationOf(name))
        .replaceAll('10.0.0.11:8700', first)
        .replaceAll('10.0.0.12:8700', second);
      const options = await prepare(folder, site, port);
      const running = await startWatchedProgram([program, ...options], port, { HOME: folder });
      return {
        port,
        async stop() {
          await running.stop();
          await rm(folder, { recursive: true, force: true });
        },
      };
    },
  };
}

/** The block on the page that follows the comment with this name. */
async function configurationOf(name: string): Promise<string> {
  const page = await readFile(PAGE, 'utf8');
  const block = new RegExp(`<!-- tested: ${name} -->\\s+\`\`\`\\w+\\n([\\s\\S]+?)\`\`\``).exec(
    page,
  );
  if (block?.[1] === undefined) throw new Error(`The page shows no configuration of ${name}.`);
  return block[1];
}
