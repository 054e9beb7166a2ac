import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '../../support/free-port';
import { nginxConfiguration } from '../../support/nginx-configuration';
import { startWatchedProgram } from '../../support/watched-program';

export interface GatewayAddresses {
  readonly keyplane: string;
  readonly service: string;
  /** The value of `Keyplane-Authorization`. */
  readonly credential: string;
}

export interface RunningGateway {
  readonly port: number;
  stop(): Promise<void>;
}

export interface Gateway {
  readonly name: string;
  /** Absent if the machine lacks the program. */
  readonly program: string | undefined;
  start(addresses: GatewayAddresses): Promise<RunningGateway>;
}

const GUIDES = path.join(__dirname, '../../../docs/guides/gateways');
const IN_GUIDES = { keyplane: '127.0.0.1:8700', service: '127.0.0.1:9000' };

/** The real programs, configured exactly as their guides say. */
export const GATEWAYS: readonly Gateway[] = [
  gateway('nginx', ['/usr/sbin/nginx', '/usr/bin/nginx'], async (folder, guide, { credential }) => {
    const secret = path.join(folder, 'credential.conf');
    await writeFile(secret, `proxy_set_header Keyplane-Authorization "${credential}";`);
    const site = guide.replace('/etc/nginx/keyplane-credential.conf', secret);
    const file = path.join(folder, 'nginx.conf');
    await writeFile(file, nginxConfiguration(folder, site));
    return { options: ['-e', 'stderr', '-c', file] };
  }),
  gateway('caddy', ['/usr/bin/caddy'], async (folder, guide, { credential }) => {
    const file = path.join(folder, 'Caddyfile');
    await writeFile(file, `{\n\tadmin off\n}\n${guide}`);
    return {
      options: ['run', '--config', file, '--adapter', 'caddyfile'],
      environment: { KEYPLANE_GATEWAY: credential, HOME: folder },
    };
  }),
];

interface Prepared {
  readonly options: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

function gateway(
  name: string,
  programs: readonly string[],
  prepare: (folder: string, guide: string, addresses: GatewayAddresses) => Promise<Prepared>,
): Gateway {
  const program = programs.find((file) => existsSync(file));
  return {
    name,
    program,
    async start(addresses) {
      if (program === undefined) throw new Error(`${name} is not installed.`);
      const folder = await mkdtemp(path.join(tmpdir(), `keyplane-${name}-`));
      const port = await freePort();
      const guide = (await configurationIn(name))
        .replaceAll(':8080', `:${String(port)}`)
        .replaceAll(IN_GUIDES.keyplane, addresses.keyplane)
        .replaceAll(IN_GUIDES.service, addresses.service);
      const { options, environment } = await prepare(folder, guide, addresses);
      const running = await startWatchedProgram([program, ...options], port, environment);
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

/** The code block in the guide that follows the comment with this name. */
async function configurationIn(name: string): Promise<string> {
  const guide = await readFile(path.join(GUIDES, `${name}.md`), 'utf8');
  const block = /<!-- tested: the configuration -->\s+```\w+\n([\s\S]+?)```/.exec(guide)?.[1];
  if (block === undefined) throw new Error(`The guide of ${name} shows no configuration.`);
  return block;
}
