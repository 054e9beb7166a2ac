import { createServer, type AddressInfo } from 'node:net';
import { FIRST_DAY, liveHistory } from './history';
import { startServer, startServerInThePast, type DemoServer } from './server';
import type { Steps } from './steps';

/** Starts a server whose console has a history to look at. */
export async function startServerWithHistory(
  steps: Steps,
  executable: string,
  folder: string,
): Promise<DemoServer> {
  const options = { executable, folder, port: await freePort() };
  await steps.run('four months pass', async () => {
    const past = await startServerInThePast(options, FIRST_DAY);
    try {
      await liveHistory(past);
    } finally {
      await past.stop();
    }
    return { seen: 'members, keys of every kind, and what used them', value: undefined };
  });
  return await steps.run('server starts', async () => {
    const value = await startServer(options);
    return { seen: value.url, value };
  });
}

/** How to look around. The data is thrown away with the server, so its secret may be on the terminal. */
export function invitation({ url, owner }: DemoServer): string {
  return (
    `\n  Console: ${url}, sign in with the application key ` +
    `${owner.clientId} and the Secret ${owner.clientSecret}\n` +
    '  Ctrl-C ends the server and deletes its data.\n'
  );
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
