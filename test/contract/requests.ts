import type { Operation, Parameter } from './document';
import type { Random } from './random';
import { createSampler, TEXTS } from './sampler';
import type { World } from './world';

export interface ContractRequest {
  readonly operation: Operation;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly credentials: 'fitting' | 'none' | 'unknown' | 'malformed';
}

const TOO_LARGE = JSON.stringify({ name: 'x'.repeat(300_000) });
const HOSTILE = [
  '',
  ' ',
  '\u0000',
  '\u202e',
  '0x2',
  '2e0',
  '-1',
  '99999999999999999999',
  '%',
  '😀',
];

/**
 * Requests of one operation: most of them follow its description, and the others differ from it in
 * one thing.
 */
export function createRequests(random: Random, world: World, operation: Operation) {
  const ids = operation.method === 'delete' ? world.doomed : world.kept;
  const sampler = createSampler(random, ids);
  const { method, requestBody } = operation;

  const textFor = (parameter: Parameter): string =>
    random.once(12)
      ? random.pick([...HOSTILE, ...TEXTS])
      : String(sampler.sample(parameter.schema));

  function pathOf(): string {
    return operation.path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => {
      const parameter = operation.parameters.find(
        (each) => each.in === 'path' && each.name === name,
      );
      const fitting = ids.filter((id) => parameter && fits(parameter, id));
      if (parameter === undefined || random.once(8)) return 'x_0';
      return encodeURIComponent(
        fitting.length > 0 ? random.pick(fitting) : String(sampler.sample(parameter.schema)),
      );
    });
  }

  function fits({ schema }: Parameter, id: string): boolean {
    const { pattern } = schema;
    return typeof pattern === 'string' && new RegExp(pattern, 'u').test(id);
  }

  function queryOf(): string {
    const given = operation.parameters
      .filter((parameter) => parameter.in === 'query' && (parameter.required || random.once(3)))
      .map((parameter) => [parameter.name, textFor(parameter)] as const);
    const unknown = random.once(20) ? [['unknown', '1'] as const] : [];
    const query = new URLSearchParams([...given, ...unknown].map(([...pair]) => pair)).toString();
    return query === '' ? '' : `?${query}`;
  }

  function headersOf(): Record<string, string> {
    const known = operation.parameters.filter(
      (each) => each.in === 'header' && random.once(each.required === true ? 1 : 6),
    );
    const values: Record<string, readonly string[]> = {
      'If-None-Match': ['"1"', '*'],
      'If-Match': ['"1"', '"999"', '*', 'W/"1"', '"7", "1"', 'nonsense'],
      'Idempotency-Key': ['a-key', 'b'.repeat(40), 'c'.repeat(256), `key-${random.below(1e9)}`],
      'Keyplane-Stack': ['stack', 'a stack', ' '.repeat(3) + 'x'],
      'Keyplane-Run': ['run-1', `run-${random.below(1e9)}`],
    };
    // No read supports `If-None-Match`, so none may answer 304.
    const names = new Set(known.map(({ name }) => name));
    if (method === 'get' && random.once(4)) names.add('If-None-Match');
    return Object.fromEntries(
      [...names].map((name) => [name, random.pick(values[name] ?? ['x'])] as const),
    );
  }

  function bodyOf(): Pick<ContractRequest, 'body' | 'headers'> {
    if (requestBody === undefined) return { body: undefined, headers: {} };
    const { mediaType, schema } = requestBody;
    const headers = { 'content-type': mediaType };
    const sampled = sampler.sample(schema) as Record<string, unknown>;
    if (mediaType !== 'application/json') {
      const form = Object.entries(sampled).map(([name, value]): [string, string] => [
        name,
        String(value),
      ]);
      return { body: new URLSearchParams(form).toString(), headers };
    }
    switch (random.below(12)) {
      case 0:
        return { body: '{"name":', headers };
      case 1:
        return { body: 'name=x', headers: { 'content-type': 'text/plain' } };
      case 2:
        return random.once(4) ? { body: TOO_LARGE, headers } : { body: 'null', headers };
      case 3:
        return { body: JSON.stringify(damaged(sampled)), headers };
      default:
        return { body: JSON.stringify(sampled), headers };
    }
  }

  function damaged(sampled: Record<string, unknown>): object {
    const names = Object.keys(sampled);
    const name = names.length === 0 ? 'unknown' : random.pick(names);
    const wrong = random.pick<unknown>([
      null,
      7,
      true,
      [],
      {},
      '',
      ' ',
      'x'.repeat(3000),
      '\u0000',
    ]);
    return { ...sampled, [name]: wrong };
  }

  const credentials = (): ContractRequest['credentials'] =>
    random.once(10) ? random.pick(['none', 'unknown', 'malformed'] as const) : 'fitting';

  return {
    /** The call that the document shows first. */
    plain(): ContractRequest {
      const body = requestBody && sampler.sample(requestBody.schema);
      return {
        operation,
        target: pathOf(),
        headers: body === undefined ? {} : { 'content-type': 'application/json' },
        body: body === undefined ? undefined : JSON.stringify(body),
        credentials: 'fitting',
      };
    },
    next(): ContractRequest {
      const { body, headers } = bodyOf();
      return {
        operation,
        target: `${pathOf()}${queryOf()}`,
        headers: { ...headersOf(), ...headers, ...(random.once(6) && { accept: 'text/plain' }) },
        body: method === 'get' ? undefined : body,
        credentials: credentials(),
      };
    },
  };
}
