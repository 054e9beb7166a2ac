import { DiagnosticError, gone } from '../../../../provider/terraform-plugin';
import { benchFor, wire } from '../../../../provider/terraform-plugin/testing';
import { computedThing, thingResource } from '../framework/support/thing-resource';

const found = {
  ...computedThing,
  name: 'a',
  region: null,
  size: 1,
  labels: null,
  expires_at: null,
  secret_wo_version: null,
  owner: null,
  rules: null,
  grants: null,
};

describe('a bench for a resource', () => {
  it('validates a configuration', async () => {
    const bench = await benchFor(thingResource(), {});
    expect(await bench.validate(bench.config({ name: 'a' }))).toEqual({ diagnostics: [] });
    const { diagnostics } = await bench.validate(bench.config({ name: 'longer than ten' }));
    expect(diagnostics).toMatchObject([{ severity: 'error', attribute: [{ attribute: 'name' }] }]);
  });

  it('imports an object and reads it', async () => {
    const bench = await benchFor(thingResource({ read: async ({ id }) => ({ ...found, id }) }), {});
    const { newState, diagnostics } = await bench.importById('t7');
    expect(diagnostics).toEqual([]);
    expect(newState).toEqual(wire({ ...found, id: 't7', secret_wo: null }));
  });

  it('reports an import ID that the resource refuses', async () => {
    const bench = await benchFor(
      thingResource({
        importState: () => {
          throw new DiagnosticError({ summary: 'Unknown thing', detail: 'Give its ID.' });
        },
      }),
      {},
    );
    expect(await bench.importById('?')).toMatchObject({
      newState: null,
      diagnostics: [{ summary: 'Unknown thing' }],
    });
  });

  it('returns no state for an object that does not exist', async () => {
    const bench = await benchFor(
      thingResource({ read: async () => gone({ summary: 'Thing gone', detail: 'd' }) }),
      {},
    );
    expect(await bench.importById('t7')).toMatchObject({
      newState: null,
      diagnostics: [{ summary: 'Thing gone' }],
    });
  });
});
