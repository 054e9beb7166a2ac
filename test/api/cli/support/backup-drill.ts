import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { KeyplaneProcess } from './keyplane-process';

export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

export type Ask = Awaited<ReturnType<typeof asOwner>>;

/** Calls the API as the owner of the first team. */
export async function asOwner(server: KeyplaneProcess) {
  const url = await server.url();
  const file = path.join(server.folder, 'data', 'bootstrap.json');
  const { owner } = JSON.parse(await readFile(file, 'utf8'));
  const authorization = `Basic ${Buffer.from(`${owner.client_id}:${owner.client_secret}`).toString('base64')}`;
  return async (method: string, at: string, body?: object): Promise<Answer> => {
    const headers = { authorization, 'content-type': 'application/json' };
    const init = { method, headers, ...(body && { body: JSON.stringify(body) }) };
    const answer = await fetch(url + at, init);
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? {} : JSON.parse(text) };
  };
}

/** The ID of a new application key. */
export async function created(ask: Ask, description: string): Promise<string> {
  const { status, body } = await ask('POST', '/v1/application-keys', { description });
  expect(status).toBe(201);
  return String(body['id']);
}

export const stateOf = async (ask: Ask, id: string) =>
  (await ask('GET', `/v1/application-keys/${id}`)).body['state'];

export async function stop(server: KeyplaneProcess, signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM') {
  server.child.kill(signal);
  await server.finished;
}

/** Does the work while a client creates one role after the other. */
export async function underLoad<T>(ask: Ask, work: () => Promise<T>): Promise<T> {
  const writing = new AbortController();
  let written = 0;
  const load = (async () => {
    while (!writing.signal.aborted) {
      const role = { name: `load-${written}`, permissions: ['roles.read'] };
      expect(await ask('POST', '/v1/roles', role)).toMatchObject({ status: 201 });
      written += 1;
    }
  })();
  const result = await work();
  writing.abort();
  await load;
  expect(written).toBeGreaterThan(0);
  return result;
}

/** Revokes one key and disables another one, and writes the newest events of the team into a file. */
export async function endKeys(
  ask: Ask,
  { revoked, disabled, audit }: { revoked: string; disabled: string; audit: string },
): Promise<void> {
  expect((await ask('DELETE', `/v1/application-keys/${revoked}`)).status).toBe(204);
  await ask('PATCH', `/v1/application-keys/${disabled}`, { enabled: false });
  const { items } = (await ask('GET', '/v1/audit-events?page_size=100')).body as {
    items: readonly object[];
  };
  await writeFile(audit, items.map((event) => JSON.stringify(event)).join('\n'));
}
