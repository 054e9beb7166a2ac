import { compareWithState } from './comparison';

const state = (id: string, type = 'keyplane_role') => ({
  address: `${type}.${id}`,
  type,
  id,
  values: {},
});
const live = (id: string, name: string, type = 'keyplane_role') => ({ type, id, name });

describe('the objects in Keyplane, compared with the state,', () => {
  it('do not differ if the IDs on both sides are the same', () => {
    expect(compareWithState([state('1'), state('2')], [live('2', 'b'), live('1', 'a')])).toEqual({
      orphans: [],
      missing: [],
      duplicates: [],
    });
  });

  it('have an orphan if an object exists that the state does not know', () => {
    const orphan = live('2', 'b');
    expect(compareWithState([state('1')], [live('1', 'a'), orphan])).toEqual({
      orphans: [orphan],
      missing: [],
      duplicates: [],
    });
  });

  it('have a duplicate if the orphan has the kind and the name of an object of the state', () => {
    const orphan = live('2', 'a');
    const other = live('3', 'a', 'keyplane_service_account');
    expect(compareWithState([state('1')], [live('1', 'a'), orphan, other])).toEqual({
      orphans: [orphan, other],
      missing: [],
      duplicates: [orphan],
    });
  });

  it('report an object as missing if only the state knows it', () => {
    expect(compareWithState([state('1'), state('2')], [live('1', 'a')])).toEqual({
      orphans: [],
      missing: [state('2')],
      duplicates: [],
    });
  });
});
