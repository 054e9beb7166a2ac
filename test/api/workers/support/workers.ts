import { readFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import path from 'node:path';
import type { DATABASES } from '../../../support/api';
import { eventually } from '../../../support/eventually';
import { createTestDatabase } from '../../../support/postgres';
import {
  WITH_METRICS,
  type buildKeyplane,
  type KeyplaneProcess,
} from '../../cli/support/keyplane-process';
import type { ClientCredentials } from '../../verification/support/replica-requests';

export interface ServerOfWorkers {
  readonly server: KeyplaneProcess;
  readonly url: string;
  readonly operator: ClientCredentials;
  /** The process IDs of the workers that live, the oldest one first. */
  pids(): Promise<readonly number[]>;
  stop(): Promise<void>;
}

/** A server whose workers are all ready. */
export async function startWorkers(
  keyplane: ReturnType<typeof buildKeyplane>,
  options: {
    readonly workers: number;
    readonly database?: (typeof DATABASES)[number];
    readonly environment?: Readonly<Record<string, string>>;
  },
): Promise<ServerOfWorkers> {
  const { workers, database = 'sqlite', environment } = options;
  const postgres = database === 'postgres' ? await createTestDatabase() : undefined;
  const server = await keyplane.start(['serve'], {
    environment: {
      ...WITH_METRICS,
      KEYPLANE_WORKERS: String(workers),
      ...(postgres && {
        KEYPLANE_DATABASE_URL: postgres.url,
        KEYPLANE_MASTER_KEY: Buffer.alloc(32, 'workers').toString('base64'),
      }),
      ...environment,
    },
  });
  await server.line('all workers are ready');
  const file = path.join(server.folder, 'data', 'bootstrap.json');
  const { operator } = JSON.parse(await readFile(file, 'utf8')) as {
    operator: { client_id: string; client_secret: string };
  };
  return {
    server,
    url: await server.url(),
    operator: { clientId: operator.client_id, secret: operator.client_secret },
    pids: () => childrenOf(server.child.pid ?? 0),
    async stop() {
      server.child.kill('SIGTERM');
      await server.finished;
      await postgres?.drop();
    },
  };
}

/** Only Linux tells which processes another one has started. */
async function childrenOf(pid: number): Promise<readonly number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return text.trim().split(' ').filter(Boolean).map(Number);
}

/** A connection that stays open, and so always reaches the same worker. */
export interface WorkerConnection {
  readonly worker: number;
  send(
    method: string,
    path: string,
    by: ClientCredentials,
    json?: object,
  ): Promise<{ readonly status: number; readonly body: Readonly<Record<string, unknown>> }>;
  close(): void;
}

/** One connection to each worker. */
export async function connectToEach(
  { server, url }: ServerOfWorkers,
  workers: number,
): Promise<readonly WorkerConnection[]> {
  const found = new Map<number, WorkerConnection>();
  while (found.size < workers) {
    const connection = await connect(server, url);
    if (found.has(connection.worker)) connection.close();
    else found.set(connection.worker, connection);
  }
  return [...found.values()].sort((one, other) => one.worker - other.worker);
}

async function connect(server: KeyplaneProcess, url: string): Promise<WorkerConnection> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const send = (
    method: string,
    where: string,
    headers: Readonly<Record<string, string>>,
    json?: object,
  ) =>
    new Promise<{ status: number; body: Record<string, unknown> }>((resolve, reject) => {
      const type = json && { 'content-type': 'application/json' };
      request(`${url}${where}`, { agent, method, headers: { ...headers, ...type } }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('error', reject).on('end', () => {
          const body = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
          resolve({ status: response.statusCode ?? 0, body });
        });
      })
        .on('error', reject)
        .end(json && JSON.stringify(json));
    });
  const id = randomUUID();
  await send('GET', '/v1/whoami', { 'x-request-id': id });
  let worker = 0;
  await eventually(() => {
    const line = server.lines().find(({ request_id }) => request_id === id);
    if (line === undefined) throw new Error(`No worker logged the request ${id}.`);
    worker = Number(line['worker']);
  });
  return {
    worker,
    send: (method, where, { clientId, secret }, json) =>
      send(method, where, { authorization: basic(clientId, secret) }, json),
    close: () => agent.destroy(),
  };
}

function basic(clientId: string, secret: string): string {
  return `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`;
}
