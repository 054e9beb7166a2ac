import { z } from 'zod';
import { Failure, type FieldFailure } from '../../../api/domain/failure';
import { dryRunOf } from '../../../api/http/dry-run';
import type { Endpoint } from '../../../api/http/endpoint';
import { parseBody, parseQuery } from '../../../api/http/validation';
import {
  description,
  instant,
  name,
  period,
  searched,
  wholeNumberInQuery,
} from '../../../api/http/wire';
import { createTestApi, type TestApi } from '../../support/api';
import { someInFastRun } from '../../support/effort';
import { HOSTILE_TEXTS, HOSTILE_VALUES } from './support/hostile-requests';

function errorsOf(parse: () => unknown): readonly FieldFailure[] {
  try {
    parse();
    return [];
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return error.errors;
  }
}

function messagesOf(parse: () => unknown): readonly string[] {
  return errorsOf(parse).map(({ message }) => message);
}

describe('what is wrong with a field', () => {
  const body = z.strictObject({
    name: z.string().min(1).max(3).optional(),
    count: z.number().int().min(1).max(9).optional(),
    price: z.number().positive().optional(),
    enabled: z.boolean().optional(),
    kind: z.enum(['personal', 'shared']).optional(),
    only: z.literal('one').optional(),
    list: z.array(z.string()).min(1).max(2).optional(),
    nested: z.array(z.strictObject({ id: z.string() })).optional(),
    code: z.string().regex(/^a+$/).optional(),
    claims: z.record(z.string().max(2), z.string()).optional(),
    either: z.union([z.number(), z.boolean()]).optional(),
    step: z.number().multipleOf(5).optional(),
    worded: z.string('Give words.').optional(),
  });
  const secret = `kps_${'a'.repeat(43)}0YNQgi`;

  it.each([
    [{ name: 5 }, '`name` must be a string. You gave a whole number.'],
    [{ name: null }, '`name` must be a string. You gave null.'],
    [{ name: '' }, '`name` must not be empty.'],
    [{ name: 'abcd' }, '`name` must have at most 3 characters.'],
    [{ count: 'x' }, '`count` must be a number. You gave a string.'],
    [{ count: 1.5 }, '`count` must be a whole number. You gave a number with a fraction.'],
    [{ count: 0 }, '`count` must be at least 1.'],
    [{ count: 10 }, '`count` must be at most 9.'],
    [{ price: 0 }, '`price` must be more than 0.'],
    [{ enabled: 'yes' }, '`enabled` must be true or false. You gave a string.'],
    [{ kind: 'x' }, '`kind` must be one of "personal", "shared". You gave "x".'],
    [{ kind: 1 }, '`kind` must be one of "personal", "shared". You gave a whole number.'],
    [{ kind: 'x'.repeat(99) }, `personal", "shared". You gave "${'x'.repeat(63)}…".`],
    [{ kind: secret }, '`kind` must be one of "personal", "shared".'],
    [{ only: 'two' }, '`only` must be "one". You gave "two".'],
    [{ list: {} }, '`list` must be a list. You gave an object.'],
    [{ list: [] }, '`list` must have at least 1 element.'],
    [{ list: ['a', 'b', 'c'] }, '`list` must have at most 2 elements.'],
    [{ list: ['a', true] }, '`list[1]` must be a string. You gave true.'],
    [{ nested: [{ id: 'a' }, {}] }, '`nested[1].id` is required.'],
    [{ nested: ['a'] }, '`nested[0]` must be an object. You gave a string.'],
    [{ code: 'b' }, '`code` must match the pattern /^a+$/.'],
    [
      { claims: { long: 'a' } },
      '`claims.long` has a name that is not allowed: it must have at most 2 characters.',
    ],
    [{ either: 'x' }, '`either` is not valid: it must be a number. Or: it must be true or false.'],
    [{ step: 3 }, '`step` must be a multiple of 5.'],
    [{ worded: 5 }, 'Give words.'],
    [[], 'The request body must be an object. You gave a list.'],
  ])('is reported for %j', (given, message) => {
    expect(messagesOf(() => parseBody(body, given))[0]).toContain(message);
  });

  it.each([
    [{ made: '2026-02-30T00:00:00Z' }, 'invalid_format'],
    [{ name: 'gw\u0000' }, 'invalid_format'],
    [{ name: 'a\ud800' }, 'invalid_format'],
    [{ name: 'a\u202eb' }, 'invalid_format'],
    [{ name: ' ' }, 'too_small'],
    [{ name: 'x'.repeat(201) }, 'too_big'],
    [{ description: 'x'.repeat(2001) }, 'too_big'],
    [{ searched: 'gw\u0000' }, 'invalid_format'],
    [{ period: '99999d' }, 'too_big'],
    [{ size: '1001' }, 'too_big'],
    [{ even: 1 }, 'invalid_format'],
    [{ odd: 2 }, 'not_odd'],
  ])('has a stable code for %j: %s', (given, code) => {
    const wire = z.strictObject({
      made: instant.optional(),
      name: name.optional(),
      description: description.optional(),
      searched: searched(64).optional(),
      period: period.optional(),
      size: wholeNumberInQuery(1, 1000).optional(),
      even: z
        .number()
        .refine((number) => number % 2 === 0)
        .optional(),
      odd: z
        .number()
        .refine((number) => number % 2 === 1, { params: { code: 'not_odd' } })
        .optional(),
    });
    expect(errorsOf(() => parseBody(wire, given)).map((error) => error.code)).toEqual([code]);
    expect(errorsOf(() => parseQuery(wire, given)).map((error) => error.code)).toEqual([code]);
  });

  it('is reported for a query parameter', () => {
    const query = z.strictObject({ page_size: z.coerce.number().int().min(1), id: z.string() });
    expect(messagesOf(() => parseQuery(query, { page_size: 'x' }))).toEqual([
      '`page_size` must be a number.',
      '`id` is required.',
    ]);
  });
});

describe('a query parameter that is given more than once', () => {
  const parameters = z.strictObject({
    sort: z.enum(['name', '-name']).optional(),
    page_size: wholeNumberInQuery(1, 1000).optional(),
    ids: z.array(z.string()).max(2).optional(),
  });

  it.each(['sort', 'page_size'])('is refused for this reason: %s', (parameter) => {
    expect(errorsOf(() => parseQuery(parameters, { [parameter]: ['1', '2'] }))).toEqual([
      {
        pointer: `?${parameter}`,
        code: 'duplicate',
        message: `\`${parameter}\` is given more than once. Send it once.`,
      },
    ]);
  });

  it('is read as a list if it may be repeated, and its values are counted', () => {
    expect(parseQuery(parameters, { ids: ['1', '2'] })).toEqual({ ids: ['1', '2'] });
    expect(messagesOf(() => parseQuery(parameters, { ids: ['1', '2', '3'] }))).toEqual([
      '`ids` must have at most 2 elements.',
    ]);
  });

  it('has the same answer if it is dry_run', () => {
    const endpoint = {
      method: 'post',
      status: 201,
      access: 'authenticated',
    } as unknown as Endpoint;
    expect(errorsOf(() => dryRunOf(endpoint, { dry_run: ['true', 'false'] }))).toMatchObject([
      { pointer: '?dry_run', message: '`dry_run` is given more than once. Send it once.' },
    ]);
  });
});

describe('the fields of every endpoint', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await createTestApi();
  });
  afterAll(() => api.close());

  const LIBRARY = /^(Invalid |Too (small|big)|Unrecognized|Expected )|expected [a-z]+,|received /;

  it('are never refused with a text of the library, and only for one reason each', () => {
    const values: readonly unknown[] = [undefined, ...HOSTILE_VALUES, ...HOSTILE_TEXTS];
    const found = new Set<string>();
    for (const [at, { body, query, operationId }] of api.endpoints.entries()) {
      for (const [schema, parse] of [
        [body, parseBody],
        [query, parseQuery],
      ] as const) {
        if (schema === undefined) continue;
        const { properties = {} } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
        const wrong = someInFastRun(values, 12, at).flatMap((value) => [
          value,
          ...Object.keys(properties).flatMap((name) => [
            { [name]: value },
            { [name]: [value] },
            { [name]: { [name]: value } },
          ]),
        ]);
        for (const given of wrong) {
          const errors = errorsOf(() => parse(schema, given));
          const pointers = new Set(errors.map(({ pointer }) => pointer));
          if (pointers.size < errors.length) found.add(`${operationId}: two reasons`);
          for (const { code, message } of errors) {
            if (code === 'custom') found.add(`${operationId}: code custom: ${message}`);
            if (LIBRARY.test(message)) found.add(`${operationId}: ${message}`);
          }
        }
      }
    }
    expect([...found]).toEqual([]);
  });
});
