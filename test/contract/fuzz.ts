import { request } from 'node:http';
import type { Credentials, TestApi } from '../support/api';
import { answerFaults, type Answer } from './answer-faults';
import { operations, type Operation } from './document';
import { createRandom } from './random';
import { createRequests, type ContractRequest } from './requests';
import type { World } from './world';

export interface FuzzResult {
  readonly requests: number;
  /** The faults, each with the request that showed it. */
  readonly faults: readonly string[];
  readonly statuses: ReadonlyMap<string, number>;
}

/** Sends requests to every operation, and compares each answer with the document. */
export async function fuzzEveryOperation(
  api: TestApi,
  world: World,
  { seed, perOperation }: { readonly seed: number; readonly perOperation: number },
): Promise<FuzzResult> {
  const random = createRandom(seed);
  const faults = new Map<string, string>();
  const statuses = new Map<string, number>();
  let requests = 0;
  for (const operation of operations()) {
    const source = createRequests(random, world, operation);
    for (let at = 0; at < perOperation; at += 1) {
      const asked = source.next();
      const answer = await answerTo(api, asked);
      requests += 1;
      const seen = `${operation.operationId} ${answer.status}`;
      statuses.set(seen, (statuses.get(seen) ?? 0) + 1);
      for (const fault of answerFaults(operation, answer)) {
        const name = `${operation.operationId} ${fault.replace(/: .*/, '')}`;
        if (!faults.has(name)) faults.set(name, `${operation.operationId} ${fault}${shown(asked)}`);
      }
    }
  }
  return { requests, faults: [...faults.values()], statuses };
}

function answerTo(api: TestApi, asked: ContractRequest): Promise<Answer> {
  const authorization = authorizationOf(api, asked);
  const headers = { ...asked.headers, ...(authorization !== undefined && { authorization }) };
  return new Promise((resolve, reject) => {
    const options = { method: asked.operation.method.toUpperCase(), headers };
    const sent = request(`${api.url}${asked.target}`, options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const body = Buffer.concat(chunks).toString();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
      });
      response.on('error', reject);
    });
    sent.on('error', reject).end(asked.body);
  });
}

function authorizationOf(api: TestApi, asked: ContractRequest): string | undefined {
  switch (asked.credentials) {
    case 'fitting':
      return basic(isForOperator(asked.operation) ? api.operator : api.team.owner);
    case 'none':
      return undefined;
    case 'unknown':
      return basic({ clientId: 'unknown', secret: 'unknown' });
    case 'malformed':
      return 'Bearer a b c';
  }
}

function basic({ clientId, secret }: Credentials): string {
  return `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`;
}

function isForOperator({ path }: Operation): boolean {
  return /^\/v1\/(?:teams|catalog|operator)|\/credits/.test(path);
}

function shown({ operation, target, headers, body }: ContractRequest): string {
  const start = `${operation.method.toUpperCase()} ${target} ${JSON.stringify(headers)}`;
  return `\n    by ${start} ${(body ?? '').slice(0, 600)}`;
}
