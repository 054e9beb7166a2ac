import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** A bundled server sends its port once it listens. */
export async function announcedPort(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('message', (message: { port: number }) => resolve(message.port));
    child.once('exit', (code) => {
      reject(new Error(`A server ended with ${String(code)} before it listened.`));
    });
  });
}

/** A bundled process ends itself when its parent has gone. */
export async function disconnected(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.disconnect();
  await exited;
}
