import { fc } from '../support/property';
import { resolved, type Json } from './document';
import type { Random } from './random';
import { isValid } from './validator';

const MOST_TRIES = 40;

/** Texts of many forms. A schema selects those that fit it. */
export const TEXTS: readonly string[] = [
  'a',
  'ab',
  'A name',
  'report-writer',
  'é',
  'e\u0301',
  '中文',
  '😀',
  'line\nbreak',
  'a\tb',
  'ada@example.com',
  'reports.read',
  'roles.read',
  'EUR',
  'USD',
  '0',
  '1',
  '0.5',
  '0.000000001',
  '999999999999999',
  '30d',
  '36500d',
  '1m',
  '24h',
  '7d',
  'never',
  '2099-01-31T09:00:00Z',
  '2099-01-31t09:00:00.25z',
  'https://issuer.example',
  'repo:acme/app:ref:refs/heads/main',
  'text',
  'small',
  'input_tokens',
  '2026-11',
  'true',
  '/v1/roles',
  '/name',
  '{}',
];

export interface Sampler {
  sample(schema: Json): unknown;
}

/** Values that fit schemas of the document. `texts` are tried for every text, such as IDs that exist. */
export function createSampler(random: Random, texts: readonly string[] = []): Sampler {
  const pool = [...TEXTS, ...texts];

  function sample(given: Json): unknown {
    const schema = resolved(given);
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const value = candidate(schema, tries);
      if (isValid(schema, value)) return value;
    }
    throw new Error(`No value was found for ${JSON.stringify(schema).slice(0, 300)}.`);
  }

  function candidate(schema: Json, tries: number): unknown {
    if ('const' in schema) return schema['const'];
    if (Array.isArray(schema['enum'])) return random.pick(schema['enum'] as unknown[]);
    const choices = schema['anyOf'] ?? schema['oneOf'];
    if (Array.isArray(choices)) return sample(random.pick(choices as Json[]));
    if (Array.isArray(schema['allOf'])) return mergedSample(schema);
    if (schema['example'] !== undefined && random.once(4)) return schema['example'];
    switch (typeOf(schema)) {
      case 'object':
        return objectOf(schema, tries);
      case 'array':
        return arrayOf(schema);
      case 'string':
        return textOf(schema);
      case 'integer':
      case 'number':
        return numberOf(schema);
      case 'boolean':
        return random.once(2);
      case 'null':
        return null;
      default:
        return random.pick<unknown>([null, 'x', 1, true, {}, []]);
    }
  }

  function typeOf({ type, properties }: Json): unknown {
    if (Array.isArray(type)) return random.pick(type as unknown[]);
    return type ?? (properties === undefined ? undefined : 'object');
  }

  function mergedSample({ allOf }: Json): object {
    return Object.assign({}, ...(allOf as Json[]).map(sample)) as object;
  }

  /** With each object that did not fit, fewer of the optional fields are filled. */
  function objectOf(schema: Json, tries: number): object {
    const required = new Set((schema['required'] as string[] | undefined) ?? []);
    const given = Object.entries((schema['properties'] as Record<string, Json> | undefined) ?? {});
    const entries = given
      .filter(([name]) => required.has(name) || random.once(2 + Math.floor(tries / 4)))
      .map(([name, inner]) => [name, sample(inner)] as const);
    const further = schema['additionalProperties'];
    if (typeof further !== 'object' || further === null) return Object.fromEntries(entries);
    const names = (schema['propertyNames'] as Json | undefined) ?? {};
    const extra = Array.from({ length: random.below(3) }, () => [
      textOf({ type: 'string', ...names }),
      sample(further as Json),
    ]);
    return Object.fromEntries([...entries, ...extra]) as object;
  }

  function arrayOf({ items, minItems = 0, maxItems = 3 }: Json): unknown[] {
    const [least, most] = [minItems as number, Math.min(maxItems as number, 3)];
    const length = least + random.below(Math.max(1, most - least + 1));
    return Array.from({ length }, () => sample((items as Json | undefined) ?? {}));
  }

  const fittingTexts = new Map<string, readonly string[]>();

  function textOf(schema: Json): string {
    const key = JSON.stringify(schema);
    let fitting = fittingTexts.get(key);
    if (fitting === undefined) {
      fitting = pool.filter((text) => isValid(schema, text));
      if (fitting.length === 0) fitting = textsMatching(schema);
      fittingTexts.set(key, fitting);
    }
    return random.pick(fitting);
  }

  function textsMatching({ pattern, format }: Json): readonly string[] {
    if (format === 'email') return ['ada@example.com'];
    if (typeof pattern !== 'string') return ['x'.repeat(50)];
    return fc.sample(fc.stringMatching(new RegExp(pattern, 'u')), { numRuns: 8, seed: 1 });
  }

  function numberOf({ minimum = 0, maximum = Number.MAX_SAFE_INTEGER }: Json): number {
    const [least, most] = [minimum as number, maximum as number];
    return random.pick([least, most, least + random.below(Math.min(1000, most - least + 1))]);
  }

  return { sample };
}
