import { forkBundled } from './bundled';
import { announcedPort, disconnected } from './forked-server';
import type { LoadTarget } from './load-target';
import type { Running } from './with-running';

export interface ExpressHello extends Running {
  /** Its name in the table. */
  readonly name: string;
  readonly target: LoadTarget;
}

export async function startExpressHello(): Promise<ExpressHello> {
  const child = forkBundled('express-hello');
  const port = await announcedPort(child);
  const text = ['GET / HTTP/1.1', 'Host: 127.0.0.1', '', ''].join('\r\n');
  return {
    name: 'Express hello',
    target: { port, requests: { kind: 'prepared', texts: [text] }, markers: ['"hello":"world"'] },
    stop: () => disconnected(child),
  };
}
