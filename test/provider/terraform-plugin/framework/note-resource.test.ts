import { unknown } from '../../../../provider/terraform-plugin';
import { benchFor, noSignal, wire } from '../../../../provider/terraform-plugin/testing';
import { createNoteClient } from './support/note-client';
import { noteResource } from './support/note-resource';

async function setUp() {
  const client = createNoteClient();
  const bench = await benchFor(noteResource, client);
  const config = bench.config({ title: 'Milk', tags: ['shop'] });
  return { client, bench, config };
}

describe('a complete resource', () => {
  test('a create plans computed values unknown and ends with all of them known', async () => {
    const { bench, config } = await setUp();
    const { plannedState, requiresReplace } = await bench.plan(config);
    expect(plannedState).toEqual(wire({ ...config, id: unknown, revision: unknown }));
    expect(requiresReplace).toEqual([]);

    const { newState, diagnostics } = await bench.apply(config, null, plannedState);
    expect(diagnostics).toEqual([]);
    expect(newState).toEqual(wire({ ...config, id: 'note-1', revision: 1 }));
  });

  test('an unchanged configuration plans no change', async () => {
    const { bench, config } = await setUp();
    const { newState } = await bench.create(config);
    const { plannedState, requiresReplace, diagnostics } = await bench.plan(config, newState);
    expect(plannedState).toEqual(newState);
    expect({ requiresReplace, diagnostics }).toEqual({ requiresReplace: [], diagnostics: [] });
  });

  test('an update makes unknown only what is volatile', async () => {
    const { bench, config } = await setUp();
    const { newState: prior } = await bench.create(config);
    const changed = wire({ ...config, title: 'Oats' });
    const { plannedState } = await bench.plan(changed, prior);
    expect(plannedState).toMatchObject({ id: 'note-1', title: 'Oats', revision: unknown });
    const { newState } = await bench.apply(changed, prior, plannedState);
    expect(newState).toMatchObject({ id: 'note-1', title: 'Oats', revision: 2 });
  });

  test('a refresh shows drift', async () => {
    const { bench, client, config } = await setUp();
    const { newState } = await bench.create(config);
    await client.update('note-1', { title: 'Tea', body: null, tags: ['shop'] });
    const read = await bench.read(newState ?? config);
    expect(read.newState).toMatchObject({ title: 'Tea', revision: 2 });
  });

  test('an object that is gone leaves the state with a warning', async () => {
    const { bench, client, config } = await setUp();
    const { newState } = await bench.create(config);
    await client.remove('note-1');
    const read = await bench.read(newState ?? config);
    expect(read.newState).toBeNull();
    expect(read.diagnostics).toEqual([
      {
        severity: 'warning',
        summary: 'Note note-1 is gone',
        detail: 'It will be created again.',
      },
    ]);
  });

  test('a destroy removes the object and leaves a null state', async () => {
    const { bench, client, config } = await setUp();
    const { newState } = await bench.create(config);
    expect((await bench.plan(null, newState)).plannedState).toBeNull();
    const destroyed = await bench.apply(null, newState, null);
    expect(destroyed).toMatchObject({ newState: null, diagnostics: [] });
    expect(await client.find('note-1')).toBeUndefined();
  });

  test('an import without a method takes the id as the one identity', async () => {
    const { bench, config } = await setUp();
    const { newState: created } = await bench.create(config);
    const { imported, diagnostics } = await bench.server.importResourceState({
      typeName: 'notes_note',
      id: 'note-1',
      signal: noSignal,
    });
    expect(diagnostics).toEqual([]);
    expect(imported[0]?.state).toEqual(bench.config({ id: 'note-1' }));
    const read = await bench.read(imported[0]?.state ?? config);
    expect(read.newState).toEqual(created);
  });

  test('an empty list from the service stays the null of the configuration', async () => {
    const { bench } = await setUp();
    const config = bench.config({ title: 'Milk' });
    const { newState, diagnostics } = await bench.create(config);
    expect(diagnostics).toEqual([]);
    expect(newState?.['tags']).toBeNull();
    expect((await bench.read(newState ?? config)).newState?.['tags']).toBeNull();
    expect((await bench.plan(config, newState)).plannedState).toEqual(newState);
  });
});
