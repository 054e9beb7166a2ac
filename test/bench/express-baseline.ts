import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { forkBundled } from './bundled';
import type { LoadTarget } from './load-target';

export interface LoadedServer {
  readonly target: LoadTarget;
  stop(): Promise<void>;
}

export async function startExpressHello(): Promise<LoadedServer> {
  const child = forkBundled('express-hello');
  const port = await announcedPort(child);
  const text = ['GET / HTTP/1.1', 'Host: 127.0.0.1', '', ''].join('\r\n');
  return {
    target: { port, requests: { kind: 'prepared', texts: [text] }, marker: '"hello":"world"' },
    async stop() {
      const exited = once(child, 'exit');
      child.disconnect();
      await exited;
    },
  };
}

/** A bundled server sends its port once it listens. */
export async function announcedPort(child: ChildProcess): Promise<number> {
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`A server ended with ${String(code)} before it listened.`);
  });
  const [{ port }] = (await Promise.race([once(child, 'message'), ended])) as [{ port: number }];
  ended.catch(() => undefined);
  return port;
}
