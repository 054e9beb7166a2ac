import { privateKey, unknown } from '../../../../provider/terraform-plugin';
import { benchFor, noSignal } from '../../../../provider/terraform-plugin/testing';
import { type ThingDefinition, thingResource } from './support/thing-resource';

const reason = privateKey('reason', {
  parse: (json) => (typeof json === 'string' ? json : undefined),
});

async function planWith(
  modifyPlan: NonNullable<ThingDefinition['modifyPlan']>,
  changes: { readonly name?: string } = {},
) {
  const bench = await benchFor(thingResource({ modifyPlan }), {});
  const prior = bench.config({
    id: 't1',
    name: 'a',
    size: 1,
    host: 'h',
    url: 'u',
    note: 'n',
    updated_at: 'then',
  });
  return { bench, prior, answer: await bench.plan(bench.config({ name: 'a', ...changes }), prior) };
}

describe('modifyPlan', () => {
  test('marking a value unknown recomputes what depends on it', async () => {
    const { answer } = await planWith(({ plan }) => plan.markUnknown('host'));
    expect(answer.plannedState).toMatchObject({
      host: unknown,
      url: unknown,
      updated_at: unknown,
      note: 'n',
    });
  });

  test('a value that the hook sets is kept as it is', async () => {
    const { answer } = await planWith(({ plan }) => plan.set('updated_at', 'soon'), { name: 'b' });
    expect(answer.plannedState).toMatchObject({ updated_at: 'soon', host: unknown });
  });

  test('a hook cannot change what the user configured, and the error blames the provider', async () => {
    const { answer } = await planWith(({ plan }) => {
      // The types refuse it; a handler without types would not.
      (plan.set as (name: string, value: unknown) => void)('name', 'mine');
    });
    expect(answer.diagnostics).toMatchObject([
      { severity: 'error', summary: 'Fault in the provider planning' },
    ]);
    expect(answer.plannedState).toMatchObject({ name: 'a' });
  });

  test('a replacement because of a computed value marks the value unknown, because Terraform would ignore it otherwise', async () => {
    const { answer } = await planWith(({ plan }) => {
      expect(plan.requiresReplace).toBe(false);
      plan.requireReplace('note');
      expect(plan.requiresReplace).toBe(true);
    });
    expect(answer.requiresReplace).toEqual([[{ attribute: 'note' }]]);
    expect(answer.plannedState).toMatchObject({ note: unknown });
  });

  test('the hook sees what changes, and can warn at an attribute', async () => {
    const { answer } = await planWith(
      ({ plan, priorState, context }) => {
        expect([...plan.changed]).toEqual(['name', 'host', 'url', 'updated_at']);
        expect(priorState?.name).toBe('a');
        context.diagnostics.warning({ summary: 'In use', detail: 'd', attribute: 'name' });
      },
      { name: 'b' },
    );
    expect(answer.diagnostics).toEqual([
      {
        severity: 'warning',
        summary: 'In use',
        detail: 'd',
        attribute: [{ attribute: 'name' }],
      },
    ]);
  });

  test('private state set by a plan reaches the apply, and the next plan', async () => {
    const seen: unknown[] = [];
    const bench = await benchFor(
      thingResource({
        modifyPlan: ({ context }) => {
          seen.push(context.privateState.get(reason));
          context.privateState.set(reason, 'rotation');
        },
        create: async (_plan, { privateState }) => {
          seen.push(privateState.get(reason));
          return { id: 't1', host: 'h', url: 'u', note: null, updated_at: 'now' };
        },
      }),
      {},
    );
    const config = bench.config({ name: 'a' });
    const created = await bench.create(config);
    await bench.plan(config, created.newState, created.privateState);
    expect(seen).toEqual([undefined, 'rotation', 'rotation']);
  });

  test('a hook that fails leaves none of its edits', async () => {
    const { answer, bench } = await planWith(({ plan }) => {
      plan.markUnknown('note');
      throw new Error('token=s3cret');
    });
    expect(answer.plannedState).toMatchObject({ note: 'n' });
    expect(JSON.stringify(answer.diagnostics)).not.toContain('s3cret');
    expect(bench.logger.entries.filter(({ level }) => level === 'error')).toHaveLength(1);
  });
});

describe('planDestroy', () => {
  test('runs if the object will be destroyed, and an error of it refuses the plan', async () => {
    const bench = await benchFor(
      thingResource({
        planDestroy: (state, { diagnostics }) =>
          diagnostics.error({ summary: `${state.id} is in use`, detail: 'd' }),
      }),
      {},
    );
    const prior = bench.config({ id: 't1', name: 'a' });
    const answer = await bench.plan(null, prior);
    expect(answer).toMatchObject({
      plannedState: null,
      diagnostics: [{ severity: 'error', summary: 't1 is in use' }],
    });
    expect((await bench.plan(prior, prior)).diagnostics).toEqual([]);
  });

  test('does not run if there is no object', async () => {
    const bench = await benchFor(
      thingResource({
        planDestroy: () => {
          throw new Error('asked');
        },
      }),
      {},
    );
    const answer = await bench.server.planResourceChange({
      typeName: 'x_thing',
      priorState: null,
      proposedNewState: null,
      config: null,
      priorPrivate: new Uint8Array(),
      signal: noSignal,
    });
    expect(answer).toMatchObject({ plannedState: null, diagnostics: [] });
  });
});
