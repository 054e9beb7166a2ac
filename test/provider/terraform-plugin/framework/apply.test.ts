import {
  DiagnosticError,
  isUnknown,
  type ObjectValue,
  string,
  unknown,
} from '../../../../provider/terraform-plugin';
import { reconcileApplied } from '../../../../provider/terraform-plugin/framework/reconcile';
import { fulfills } from '../../../../provider/terraform-plugin/framework/value-comparison';
import { benchFor, noSignal, wire } from '../../../../provider/terraform-plugin/testing';
import { computedThing, type ThingDefinition, thingResource } from './support/thing-resource';

async function setUp(overrides: Partial<ThingDefinition> = {}) {
  const bench = await benchFor(thingResource(overrides), {}, { abortGraceMs: 5 });
  return { bench, config: bench.config({ name: 'a' }) };
}

function errorsOf(answer: { readonly diagnostics: readonly { readonly severity: string }[] }) {
  return answer.diagnostics.filter(({ severity }) => severity === 'error');
}

describe('the state after an apply', () => {
  test('a handler may omit planned values that are known', async () => {
    const { bench, config } = await setUp();
    const { newState } = await bench.create(config);
    expect(newState).toEqual(wire({ ...config, ...computedThing, size: 1 }));
  });

  test('handlers get write-only values, but the state never contains them', async () => {
    const seen: unknown[] = [];
    const { bench, config } = await setUp({
      create: async (plan) => {
        seen.push(plan.secret_wo, plan.owner?.password_wo);
        const owner = { name: 'o', uid: '7', password_wo: 'echoed' };
        return { ...computedThing, owner, secret_wo: 'echoed' };
      },
    });
    const owner = wire({ name: 'o', password_wo: 'inner', uid: null });
    const { newState, diagnostics } = await bench.create(
      wire({ ...config, secret_wo: 'outer', owner }),
    );
    expect(diagnostics).toEqual([]);
    expect(seen).toEqual(['outer', 'inner']);
    expect(newState).toMatchObject({
      secret_wo: null,
      owner: { name: 'o', password_wo: null, uid: '7' },
    });
  });

  test('a create that fails after the object exists keeps its saved state', async () => {
    const { bench, config } = await setUp({
      create: async (_plan, { saveState }) => {
        saveState({ id: 't9' });
        throw new DiagnosticError({ summary: 'No grant', detail: 'd', attribute: 'labels' });
      },
    });
    const answer = await bench.create(config);
    expect(answer.newState).toEqual(wire({ ...config, id: 't9', size: 1 }));
    expect(answer.diagnostics).toEqual([
      {
        severity: 'error',
        summary: 'No grant',
        detail: 'd',
        attribute: [{ attribute: 'labels' }],
      },
    ]);
  });

  test('a create that fails before the object exists leaves no state', async () => {
    const { bench, config } = await setUp({ create: () => Promise.reject(new Error('refused')) });
    expect((await bench.create(config)).newState).toBeNull();
  });

  test('a failed update keeps the prior state, with what was saved', async () => {
    const { bench, config } = await setUp({
      update: async (_plan, _state, { saveState }) => {
        saveState({ url: 'half' });
        throw new Error('refused');
      },
    });
    const { newState: prior } = await bench.create(config);
    const changed = wire({ ...config, labels: ['x'] });
    const { plannedState } = await bench.plan(changed, prior);
    const answer = await bench.apply(changed, prior, plannedState);
    expect(answer.newState).toEqual(wire({ ...prior, url: 'half' }));
  });

  test('a failed delete keeps the object', async () => {
    const { bench, config } = await setUp({ delete: () => Promise.reject(new Error('refused')) });
    const { newState: prior } = await bench.create(config);
    expect((await bench.apply(null, prior, null)).newState).toEqual(prior);
  });
});

describe('a result of a handler that contradicts the plan', () => {
  test.each<[string, Record<string, unknown>, string, string]>([
    ['a known value that changed', { name: 'b' }, 'name', 'was planned as "a" and became "b"'],
    ['a computed value left out', { url: undefined }, 'url', 'is still unknown after the apply'],
    ['an unknown value', { url: unknown }, 'url', 'is still unknown after the apply'],
    ['a value of a wrong type', { url: 7 }, 'url', 'is a number but the schema says string'],
  ])('%s is an error that names the attribute', async (_, given, name, message) => {
    const { bench, config } = await setUp({
      create: async () => ({ ...computedThing, ...(given as object) }),
    });
    const answer = await bench.create(config);
    expect(answer.diagnostics).toMatchObject([
      {
        severity: 'error',
        summary: 'Fault in the provider creating x_thing',
        attribute: [{ attribute: name }],
      },
    ]);
    expect(answer.diagnostics[0]?.detail).toContain(message);
    expect(answer.newState).toMatchObject({ id: 't1' });
    expect(Object.values(answer.newState ?? {}).some(isUnknown)).toBe(false);
  });

  test('a sensitive value that changed is not quoted', () => {
    const schema = { pin: string.required({ description: 'd', sensitive: true }) };
    const { inconsistencies } = reconcileApplied(schema, wire({ pin: 's3cret' }), { pin: 'other' });
    expect(inconsistencies).toEqual([
      {
        path: [{ attribute: 'pin' }],
        what: 'was planned as a sensitive value and became a sensitive value',
      },
    ]);
  });

  test.each([
    ['the known members and one more', ['a', 'b'], true],
    ['an unknown member that turned out equal', ['a'], true],
    ['a known member missing', ['b', 'c'], false],
    ['more members than planned', ['a', 'b', 'c'], false],
  ])('a set that was planned with an unknown member: %s', (_, actual, kept) => {
    expect(fulfills({ kind: 'set', element: 'string' }, ['a', unknown], actual)).toBe(kept);
  });

  test('another spelling of the planned time becomes the planned spelling', async () => {
    const { bench, config } = await setUp({
      create: async () => ({ ...computedThing, expires_at: '2030-01-01T00:00:00.000Z' }),
    });
    const asked = wire({ ...config, expires_at: '2030-01-01T00:00:00Z' });
    const { newState, diagnostics } = await bench.create(asked);
    expect(diagnostics).toEqual([]);
    expect(newState?.['expires_at']).toBe('2030-01-01T00:00:00Z');
  });

  test.each([
    ['an empty set', [], null],
    ['null', null, []],
  ])('%s is kept if the service does not distinguish them', async (_, asked, given) => {
    const { bench, config } = await setUp({
      create: async () => ({ ...computedThing, labels: given }),
    });
    const { newState, diagnostics } = await bench.create(wire({ ...config, labels: asked }));
    expect(diagnostics).toEqual([]);
    expect(newState?.['labels']).toEqual(asked);
  });
});

describe('an error of a handler', () => {
  test('an unexpected error shows no text of its own, which may hold a secret, but logs its cause', async () => {
    const { bench, config } = await setUp({
      create: () =>
        Promise.reject(new Error('outer', { cause: new Error('token=s3cret refused') })),
    });
    const answer = await bench.create(config);
    expect(answer.diagnostics).toMatchObject([
      { severity: 'error', summary: 'Unexpected error creating x_thing' },
    ]);
    expect(JSON.stringify(answer.diagnostics)).not.toContain('s3cret');
    const logged = bench.logger.entries.find(({ level }) => level === 'error');
    expect(logged?.fields?.['error']).toContain('caused by: Error: token=s3cret refused');
  });

  test('an error that is reported along with a result fails the operation and keeps the result', async () => {
    const { bench, config } = await setUp({
      create: async (_plan, { diagnostics }) => {
        diagnostics.error({ summary: 'Half done', detail: 'd' });
        return computedThing;
      },
    });
    const answer = await bench.create(config);
    expect(errorsOf(answer)).toHaveLength(1);
    expect(answer.newState).toMatchObject({ id: 't1' });
  });
});

describe('the time limit of a handler', () => {
  const timeouts = { create: '5m', read: '5m', update: '5m', delete: '5m' };
  const inTime = (create: string): ObjectValue =>
    wire({ create, read: null, update: null, delete: null });

  /** A handler that ends only after its signal aborts. */
  const untilAborted = (signal: AbortSignal) =>
    new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(new Error('aborted')));
    });

  test('a create that times out is aborted, says how to get more time, and keeps what was saved', async () => {
    const { bench, config } = await setUp({
      timeouts,
      create: async (_plan, { signal, saveState }) => {
        saveState({ id: 't1' });
        return untilAborted(signal);
      },
    });
    const answer = await bench.create(wire({ ...config, timeouts: inTime('2ms') }));
    expect(answer.diagnostics).toMatchObject([{ summary: 'Timed out creating x_thing' }]);
    expect(answer.diagnostics[0]?.detail).toContain('0.002 seconds');
    expect(answer.diagnostics[0]?.detail).toContain('timeouts.create');
    expect(answer.newState).toMatchObject({ id: 't1', timeouts: inTime('2ms') });
  });

  test('a create that fails because of its abort, and says so as the cause, keeps what was saved', async () => {
    const { bench, config } = await setUp({
      timeouts,
      create: async (_plan, { signal, saveState }) => {
        saveState({ id: 't1' });
        // The `AbortError` of Node's timers has this cause, too.
        await untilAborted(signal).catch(() => {
          throw new Error('waited in vain', { cause: signal.reason });
        });
        return computedThing;
      },
    });
    const answer = await bench.create(wire({ ...config, timeouts: inTime('2ms') }));
    expect(answer.diagnostics).toMatchObject([{ summary: 'Timed out creating x_thing' }]);
    expect(answer.newState).toMatchObject({ id: 't1' });
    const logged = bench.logger.entries.find(({ message }) => message.startsWith('Timed out'));
    expect(logged?.fields?.['error']).toContain('caused by: Error: waited in vain');
  });

  test('a handler that ignores its signal is abandoned after the grace time', async () => {
    const { bench, config } = await setUp({ timeouts, create: () => new Promise(() => {}) });
    const answer = await bench.create(wire({ ...config, timeouts: inTime('1ms') }));
    expect(answer.diagnostics).toMatchObject([{ summary: 'Timed out creating x_thing' }]);
  });

  test('an interrupt reaches the handler, and the error says that it was an interrupt', async () => {
    const interrupt = new AbortController();
    const { bench, config } = await setUp({
      create: async (_plan, { signal }) => {
        interrupt.abort();
        return untilAborted(signal);
      },
    });
    const { plannedState } = await bench.plan(config);
    const answer = await bench.apply(config, null, plannedState, { signal: interrupt.signal });
    expect(answer.diagnostics).toMatchObject([{ summary: 'Interrupted creating x_thing' }]);
  });

  test('a handler that is done in spite of an interrupt keeps its result', async () => {
    const interrupt = new AbortController();
    const { bench, config } = await setUp({
      create: async () => {
        interrupt.abort();
        return computedThing;
      },
    });
    const { plannedState } = await bench.plan(config);
    const answer = await bench.apply(config, null, plannedState, { signal: interrupt.signal });
    expect(answer).toMatchObject({ diagnostics: [], newState: { id: 't1' } });
  });

  test('changed timeouts alone call no handler and make nothing unknown', async () => {
    const update = jest.fn();
    const { bench, config } = await setUp({ timeouts, update });
    const { newState: prior } = await bench.create(config);
    const changed = wire({ ...config, timeouts: inTime('9m') });
    const { plannedState } = await bench.plan(changed, prior);
    const { newState, diagnostics } = await bench.apply(changed, prior, plannedState);
    expect(diagnostics).toEqual([]);
    expect(newState).toEqual(wire({ ...prior, timeouts: inTime('9m') }));
    expect(update).not.toHaveBeenCalled();
  });

  test('a timeout that is not a duration is refused by the validation and by the apply', async () => {
    const { bench, config } = await setUp({ timeouts });
    const wrong = wire({ ...config, timeouts: inTime('soon') });
    const attribute = [{ attribute: 'timeouts' }, { attribute: 'create' }];
    const validated = await bench.server.validateResourceConfig({
      typeName: 'x_thing',
      config: wrong,
    });
    expect(validated.diagnostics).toMatchObject([{ attribute }]);
    expect((await bench.create(wrong)).diagnostics).toMatchObject([{ attribute }]);
  });
});

describe('the result of a read', () => {
  const whole = { ...computedThing, name: 'a', region: null, size: 1, labels: null };
  const rest = {
    expires_at: null,
    secret_wo_version: null,
    owner: null,
    rules: null,
    grants: null,
  };

  test('the prior spelling is kept if it still means the same', async () => {
    const { bench, config } = await setUp({
      read: async () => ({ ...whole, ...rest, expires_at: '2030-01-01T00:00:00.000Z' }),
    });
    const state = wire({ ...config, expires_at: '2030-01-01T00:00:00Z' });
    expect((await bench.read(state)).newState?.['expires_at']).toBe('2030-01-01T00:00:00Z');
    const drifted = wire({ ...config, expires_at: '2031-01-01T00:00:00Z' });
    expect((await bench.read(drifted)).newState?.['expires_at']).toBe('2030-01-01T00:00:00.000Z');
  });

  test('a failed read keeps the state', async () => {
    const { bench, config } = await setUp();
    const state = wire({ ...config, id: 't1' });
    const answer = await bench.read(state);
    expect(answer.newState).toEqual(state);
    expect(errorsOf(answer)).toHaveLength(1);
  });

  test('an attribute that a read omits is named', async () => {
    const { bench, config } = await setUp({
      read: async () => ({ ...whole, ...rest, note: undefined as unknown as null }),
    });
    const answer = await bench.read(wire({ ...config, id: 't1' }));
    expect(answer.diagnostics).toMatchObject([{ attribute: [{ attribute: 'note' }] }]);
    expect(answer.diagnostics[0]?.detail).toContain('is missing from what was read');
  });

  test('an imported object whose id gives no identity is refused', async () => {
    const { bench } = await setUp({ importState: () => ({ id: '' }) });
    const answer = await bench.server.importResourceState({
      typeName: 'x_thing',
      id: 'odd',
      signal: noSignal,
    });
    expect(answer.imported).toEqual([]);
    expect(answer.diagnostics).toMatchObject([{ summary: 'Invalid import id for x_thing' }]);
  });
});
