import {
  conflictsWith,
  Decimal,
  each,
  exactlyOneOf,
  forClient,
  integer,
  judgedInPlan,
  lengthBetween,
  list,
  matching,
  nestedList,
  nestedSet,
  number,
  oneOf,
  requiredTogether,
  rfc3339,
  set,
  string,
  unknown,
  validator,
  type Value,
} from '../../../../provider/terraform-plugin';
import { benchFor, wire } from '../../../../provider/terraform-plugin/testing';

const resource = forClient<object>().defineResource({
  name: 'x_thing',
  description: 'A thing.',
  schema: {
    id: string.computed({ description: 'd', identity: true }),
    name: string.optional({
      description: 'd',
      validators: [lengthBetween(1, 3), matching(/^[a-z]+$/, 'lower-case letters')],
    }),
    kind: string.optional({ description: 'd', validators: [oneOf('a', 'b')] }),
    at: string.optional({ description: 'd', validators: [rfc3339()] }),
    count_of: number.optional({ description: 'd', validators: [integer()] }),
    words: list(string).optional({ description: 'd', validators: [each(lengthBetween(1, 3))] }),
    tags: set(string).optional({ description: 'd', validators: [each(lengthBetween(1, 3))] }),
    even: number.optional({
      description: 'd',
      validators: [validator('even', (n: number) => (n % 2 === 0 ? undefined : 'must be even'))],
    }),
    rules: nestedList({
      cidr: string.required({ description: 'd', validators: [lengthBetween(1, 3)] }),
    }).optional({ description: 'd' }),
    grants: nestedSet({
      role: string.required({ description: 'd', validators: [lengthBetween(1, 3)] }),
    }).optional({ description: 'd' }),
    levels: nestedSet({ level: string.optional({ description: 'd' }) }).optional({
      description: 'd',
      validators: [
        validator('low', () => ({
          message: 'must be low',
          path: [{ elementKeyInt: 0 }, { attribute: 'level' }],
        })),
      ],
    }),
    owner: string.optional({
      description: 'd',
      validators: [judgedInPlan(matching(/^o_/, 'an owner'))],
    }),
    owners: list(string).optional({
      description: 'd',
      validators: [each(judgedInPlan(matching(/^o_/, 'an owner')))],
    }),
    old: string.optional({ description: 'd', deprecated: 'use `name`.' }),
    left: string.optional({ description: 'd' }),
    right: string.optional({ description: 'd' }),
  },
  validators: [conflictsWith('left', 'right')],
  create: async () => ({ id: 'x' }),
  read: async () => {
    throw new Error('not read in this test');
  },
  update: async () => ({ id: 'x' }),
  delete: async () => {},
  validateConfig(config, { diagnostics }) {
    if (config.name === 'bad') {
      diagnostics.error({ summary: 'Bad name', detail: 'd', attribute: 'name' });
    }
  },
});

async function validate(values: Readonly<Record<string, Value>>) {
  const bench = await benchFor(resource, {});
  const { diagnostics } = await bench.server.validateResourceConfig({
    typeName: 'x_thing',
    config: bench.config(values),
  });
  return diagnostics;
}

describe('validation', () => {
  const element = (name: string, index: number) => [{ attribute: name }, { elementKeyInt: index }];

  test.each<[string, Record<string, Value>, object[], string]>([
    [
      'a length',
      { name: 'long' },
      [{ attribute: 'name' }],
      '`name` must have 1 to 3 characters, but has 4.',
    ],
    ['a pattern', { name: 'A' }, [{ attribute: 'name' }], '`name` must be lower-case letters.'],
    ['a choice', { kind: 'c' }, [{ attribute: 'kind' }], '`kind` must be one of "a", "b".'],
    ['a time', { at: '2030-02-30T00:00:00Z' }, [{ attribute: 'at' }], 'must be an RFC 3339 time'],
    ['a time without offset', { at: '2030-02-03T00:00:00' }, [{ attribute: 'at' }], 'RFC 3339'],
    ['a whole number', { count_of: 1.5 }, [{ attribute: 'count_of' }], 'must be a whole number'],
    ['a rule of its own', { even: 3 }, [{ attribute: 'even' }], '`even` must be even.'],
    [
      'a list element',
      { words: ['ok', unknown, 'long'] },
      element('words', 2),
      '`words[2]` must have',
    ],
    ['a null element', { words: ['ok', null] }, element('words', 1), 'must not be null'],
    ['a null member', { tags: ['ok', null] }, [{ attribute: 'tags' }], '`tags` must not hold null'],
    [
      'a required null',
      { rules: [wire({ cidr: null })] },
      [...element('rules', 0), { attribute: 'cidr' }],
      '`rules[0].cidr` must be set, but is null here.',
    ],
    [
      'a value for what the provider decides',
      { id: 'mine' },
      [{ attribute: 'id' }],
      '`id` is read-only. Remove it from the configuration.',
    ],
    ['a member of a set', { tags: ['long'] }, [{ attribute: 'tags' }], '`tags` must have'],
    [
      'an attribute of a member of a set',
      { levels: [wire({ level: 'high' })] },
      [{ attribute: 'levels' }],
      '`level` of a member of `levels` must be low.',
    ],
    [
      'a nested element',
      { rules: [wire({ cidr: 'ok' }), wire({ cidr: 'long' })] },
      [...element('rules', 1), { attribute: 'cidr' }],
      '`rules[1].cidr` must have',
    ],
    [
      'a number that no double shows',
      { even: new Decimal('0.1234567890123456789') },
      [{ attribute: 'even' }],
      'more digits than can be kept',
    ],
    [
      'attributes that conflict',
      { left: 'x', right: 'y' },
      [{ attribute: 'right' }],
      'At most one of `left` and `right`',
    ],
    ['the resource itself', { name: 'bad' }, [{ attribute: 'name' }], 'd'],
  ])('%s is reported at its own path', async (_, values, attribute, detail) => {
    const diagnostics = await validate(values);
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]).toMatchObject({ severity: 'error', attribute });
    expect(diagnostics[0]?.detail).toContain(detail);
  });

  test.each<[string, Record<string, Value>]>([
    ['nothing', {}],
    [
      'unknown values',
      { name: unknown, words: unknown, rules: [unknown], left: unknown, right: 'x' },
    ],
    [
      'good values',
      { name: 'abc', kind: 'a', at: '2030-03-01T00:59:60+01:00', count_of: 2, words: [] },
    ],
    ['a decimal that a double shows', { even: 4, count_of: 3 }],
  ])('%s pass', async (_, values) => {
    expect(await validate(values)).toEqual([]);
  });

  test('a deprecated attribute warns with what to use instead', async () => {
    expect(await validate({ old: 'x' })).toEqual([
      {
        severity: 'warning',
        summary: 'Deprecated attribute',
        detail: '`old` is deprecated: use `name`.',
        attribute: [{ attribute: 'old' }],
      },
    ]);
  });
});

describe('a value that a mocked provider may make up', () => {
  const plan = async (values: Readonly<Record<string, Value>>) => {
    const bench = await benchFor(resource, {});
    return (await bench.plan(bench.config(values))).diagnostics;
  };

  test.each<[string, Record<string, Value>, string]>([
    ['the computed value of another resource', { owner: 'x' }, '`owner` must be an owner.'],
    ['one of several', { owners: ['o_1', 'x'] }, '`owners[1]` must be an owner.'],
    ['a text as a mock draws it', { at: 'k3x9ab2c' }, '`at` must be an RFC 3339 time'],
    ['such a text in a list', { words: ['k3x9ab2c'] }, '`words[0]` must have 1 to 3 characters'],
    [
      'such a text in a nested element',
      { rules: [wire({ cidr: 'k3x9ab2c' })] },
      '`rules[0].cidr` must have',
    ],
  ])('is judged in the plan: %s', async (_, values, detail) => {
    expect(await validate(values)).toEqual([]);
    expect(await plan(values)).toMatchObject([{ detail: expect.stringContaining(detail) }]);
  });

  test.each<[string, Record<string, Value>]>([
    ['what the validation has reported', { name: 'long', words: ['ok', null], id: 'mine' }],
    ['a deprecated attribute', { old: 'x' }],
    ['unknown values', { owner: unknown, owners: ['o_1', unknown] }],
  ])('causes no error in the plan for %s', async (_, values) => {
    expect(await plan(values)).toEqual([]);
  });
});

describe('rules across attributes', () => {
  test.each([
    ['none set', { a: null, b: null }, 'Missing attribute'],
    ['both set', { a: 'x', b: 'y' }, 'Conflicting attributes'],
    ['one set', { a: 'x', b: null }, undefined],
    ['one unknown', { a: unknown, b: null }, undefined],
    ['one set, one unknown', { a: unknown, b: 'x' }, undefined],
  ])('require exactly one of two attributes: %s', (_, config, summary) => {
    expect(exactlyOneOf('a', 'b').check(config)?.summary).toBe(summary);
  });

  test.each([
    ['one missing', { a: 'x', b: null }, 'Missing attribute'],
    ['none', { a: null, b: null }, undefined],
    ['one unknown', { a: 'x', b: unknown }, undefined],
  ])('require both of two attributes or none: %s', (_, config, summary) => {
    expect(requiredTogether('a', 'b').check(config)?.summary).toBe(summary);
  });
});
