import { description, name } from '../../../api/http/wire';
import { serviceKeyName } from '../../../api/service-keys/service-key-name';

/** The character becomes two when it is composed. */
const GROWS = '\u0958';
/** The two characters become one when they are composed. */
const SHRINKS = 'e\u0301';

describe('the length of a text is that of the composed text', () => {
  it.each([
    ['a name', name, 200],
    ['a description', description, 2000],
  ])('of %s', (_what, schema, most) => {
    expect(schema.safeParse(GROWS.repeat(most / 2)).success).toBe(true);
    expect(schema.safeParse(GROWS.repeat(most / 2 + 1)).success).toBe(false);
    expect(schema.safeParse(SHRINKS.repeat(most)).data).toBe('\u00e9'.repeat(most));
    expect(schema.safeParse(SHRINKS.repeat(most + 1)).success).toBe(false);
  });

  it.each([
    ['a name', name, GROWS.repeat(100)],
    ['a description', description, GROWS.repeat(1000)],
    ['a service key name', serviceKeyName, SHRINKS.repeat(64)],
  ])('so %s can be sent again in the form in which it was stored', (_what, schema, given) => {
    const stored = schema.parse(given);
    expect(schema.parse(stored)).toBe(stored);
  });
});
