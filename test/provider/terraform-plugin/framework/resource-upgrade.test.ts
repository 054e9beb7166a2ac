import {
  Decimal,
  forClient,
  list,
  map,
  nestedSingle,
  number,
  string,
} from '../../../../provider/terraform-plugin';
import { parseJson } from '../../../../provider/terraform-plugin/framework/json-number';
import { benchFor, wire } from '../../../../provider/terraform-plugin/testing';

const resource = forClient<object>().defineResource({
  name: 'x_thing',
  description: 'A thing.',
  version: 2,
  schema: {
    id: string.computed({ description: 'd', identity: true }),
    title: string.optional({ description: 'd' }),
    amount: number.optional({ description: 'd' }),
    sizes: list(number).optional({ description: 'd' }),
    labels: map(string).optional({ description: 'd' }),
    owner: nestedSingle({ name: string.required({ description: 'd' }) }).optional({
      description: 'd',
    }),
  },
  create: async () => ({ id: 'x' }),
  read: async () => {
    throw new Error('not read in this test');
  },
  update: async () => ({ id: 'x' }),
  delete: async () => {},
  upgradeState: {
    0: ({ name, ...rest }) => ({ ...rest, heading: name ?? null }),
    1: ({ heading, ...rest }) => ({ ...rest, title: heading ?? null }),
  },
  moveState: [
    {
      matches: ({ typeName }) => typeName === 'y_thing',
      move: ({ key }) => ({ id: key ?? null, title: 'moved' }),
    },
  ],
});

async function upgrade(rawStateJson: string, version = 2) {
  const bench = await benchFor(resource, {});
  return bench.server.upgradeResourceState({ typeName: 'x_thing', version, rawStateJson });
}

const empty = { id: 'x', title: null, amount: null, sizes: null, labels: null, owner: null };

describe('upgrading a state', () => {
  test.each([
    ['a long whole number', '123456789012345678901234567890', 123456789012345678901234567890n],
    ['a long fraction', '0.1234567890123456789', new Decimal('0.1234567890123456789')],
    ['a fraction that a double only comes near', '0.1', new Decimal('0.1')],
    ['a fraction that a double holds', '0.5', 0.5],
    ['an exponent', '1e3', 1000],
    ['a number that was a text', '"7"', 7],
  ])('%s loses no digit', async (_, json, amount) => {
    const { upgradedState } = await upgrade(`{"id":"x","amount":${json},"sizes":[${json}]}`);
    expect(upgradedState).toEqual(wire({ ...empty, amount, sizes: [amount] }));
  });

  test('attributes that were added since are null, and removed ones are dropped', async () => {
    const { upgradedState } = await upgrade('{"id":"x","long_gone":{"a":[1.5]}}');
    expect(upgradedState).toEqual(wire(empty));
  });

  test('each version is upgraded to the next', async () => {
    const { upgradedState } = await upgrade('{"id":"x","name":"from 0"}', 0);
    expect(upgradedState).toEqual(wire({ ...empty, title: 'from 0' }));
    expect((await upgrade('{"id":"x","heading":"from 1"}', 1)).upgradedState).toEqual(
      wire({ ...empty, title: 'from 1' }),
    );
  });

  test('a state of a newer provider is refused, and the error says what to do', async () => {
    const { upgradedState, diagnostics } = await upgrade('{"id":"x"}', 3);
    expect(upgradedState).toBeNull();
    expect(diagnostics).toMatchObject([
      { severity: 'error', summary: 'The state of x_thing is newer than this provider' },
    ]);
  });

  test.each([
    ['a value of a wrong type', '{"id":"x","owner":{"name":["s3cret"]}}', 'owner.name'],
    ['a text that is not JSON', '{"id":"s3cret', 'not valid JSON'],
    ['a JSON that is not an object', '["s3cret"]', 'is not a JSON object'],
  ])('%s is an error that quotes nothing of the state', async (_, json, detail) => {
    const { diagnostics } = await upgrade(json);
    expect(diagnostics[0]?.detail).toContain(detail);
    expect(JSON.stringify(diagnostics)).not.toContain('s3cret');
  });
});

describe('moving a state', () => {
  const move = async (sourceTypeName: string) => {
    const bench = await benchFor(resource, {});
    return bench.server.moveResourceState({
      sourceProviderAddress: 'registry.example/y/y',
      sourceTypeName,
      sourceSchemaVersion: 0,
      sourceStateJson: '{"key":"x"}',
      targetTypeName: 'x_thing',
    });
  };

  test('the state of a known source is taken over', async () => {
    expect((await move('y_thing')).targetState).toEqual(wire({ ...empty, title: 'moved' }));
  });

  test('another source is refused', async () => {
    expect((await move('z_thing')).diagnostics).toMatchObject([
      { severity: 'error', summary: 'z_thing cannot be moved to x_thing' },
    ]);
  });
});

describe('JSON with all its digits', () => {
  test.each([
    '{"a":[1,2.5,-3e2,"x\\"1.5\\\\",true,null,{}],"b":{"__proto__":1.5},"":[]}',
    '[1.5]',
    ' [ 1.5 , { } ] ',
    '"\\u00e9 1.5"',
  ])('%s reads as JSON.parse reads it', (text) => {
    expect(parseJson(text)).toEqual(JSON.parse(text));
  });

  test.each(['[1.5', '[1.5,]', '{"a" 1.5}', '{1.5:1}', '1.5 2', '"1.5', '01.5', '[1.5}'])(
    '%s is refused',
    (text) => {
      expect(() => parseJson(text)).toThrow(SyntaxError);
    },
  );

  test('a text of five million characters is read', () => {
    const long = `${'x'.repeat(5_000_000)}"\\`;
    expect(parseJson(JSON.stringify([long, 1.5]))).toEqual([long, 1.5]);
  });
});
