import { compareWithState } from './comparison';

const state = (id: string, type = 'keyplane_role') => ({
  address: `${type}.${id}`,
  type,
  id,
  values: {},
});
const live = (id: string, name: string, type = 'keyplane_role') => ({ type, id, name });

describe('what Keyplane holds, compared with the state', () => {
  it('differs in nothing where each knows the other by ID', () => {
    expect(compareWithState([state('1'), state('2')], [live('2', 'b'), live('1', 'a')])).toEqual({
      orphans: [],
      missing: [],
      duplicates: [],
    });
  });

  it('has an orphan where something lives that the state does not know', () => {
    const orphan = live('2', 'b');
    expect(compareWithState([state('1')], [live('1', 'a'), orphan])).toEqual({
      orphans: [orphan],
      missing: [],
      duplicates: [],
    });
  });

  it('has a duplicate where the orphan has the kind and the name of what the state knows', () => {
    const orphan = live('2', 'a');
    const other = live('3', 'a', 'keyplane_service_account');
    expect(compareWithState([state('1')], [live('1', 'a'), orphan, other])).toEqual({
      orphans: [orphan, other],
      missing: [],
      duplicates: [orphan],
    });
  });

  it('misses what the state knows and nobody else does', () => {
    expect(compareWithState([state('1'), state('2')], [live('1', 'a')])).toEqual({
      orphans: [],
      missing: [state('2')],
      duplicates: [],
    });
  });
});
