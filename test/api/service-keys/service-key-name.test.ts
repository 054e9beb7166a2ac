import fc from 'fast-check';
import { SENT_SERVICE_KEY_NAME, SERVICE_KEY_NAME } from '../../../api/service-keys/service-key';
import { serviceKeyName } from '../../../api/service-keys/service-key-name';
import { DATABASES } from '../../support/api';
import { startServiceKeys, TERMS, type ServiceKeysApi } from './service-key-api';

const DECOMPOSED = 'e\u0301';
const KOREAN = '한글'.normalize('NFD');
/** U+1F82 has four characters. */
const LONGEST = '\u1f82'.normalize('NFD');

const { pattern, minLength, maxLength } = SENT_SERVICE_KEY_NAME;
const sentPattern = new RegExp(pattern, 'u');

/** Whether the name passes the checks that a client can make by the document alone. */
function isDescribed(name: string): boolean {
  const { length } = [...name];
  return length >= minLength && length <= maxLength && sentPattern.test(name);
}

const isTaken = (name: string) => serviceKeyName.safeParse(name).success;

describe('the description of a service key name', () => {
  const parts = ['a', 'Z', '7', '_', '-', '中', '〇', '𝒜', 'ß', DECOMPOSED, LONGEST, '\u0958'];
  const marks = ['\u0301', '\u0323', '\u0e31', ...KOREAN];
  const strange = [' ', '😀', '.', '\u0000'];
  const names = (of: readonly string[]) =>
    fc.array(fc.constantFrom(...of), { maxLength: 80 }).map((chosen) => chosen.join(''));

  it('accepts every name that the server accepts', () => {
    const any = fc.oneof(names([...parts, ...marks]), names([...parts, ...marks, ...strange]));
    fc.assert(
      fc.property(any, (name) => !isTaken(name) || isDescribed(name)),
      { numRuns: 3000 },
    );
  });

  it('refuses every name without marks that the server refuses', () => {
    const any = names(['a', 'Z', '7', '_', '-', '中', '〇', '𝒜', 'é', ...strange]);
    fc.assert(
      fc.property(any, (name) => isTaken(name) === isDescribed(name)),
      { numRuns: 3000 },
    );
  });

  it.each([
    [64, 'a'],
    [64, '中'],
    [64, '𝒜'],
    [64, DECOMPOSED],
    [32, KOREAN],
    [64, LONGEST],
  ])('agrees with the server about %d times %s, and about one more', (most, part) => {
    expect([isTaken(part.repeat(most)), isDescribed(part.repeat(most))]).toEqual([true, true]);
    expect(isTaken(part.repeat(most + 1))).toBe(false);
  });

  it.each(['', 'a', '\u0301', '\u0958', 'a b', 'a\u0301 b', 'a'.repeat(65), 'x'.repeat(300)])(
    'refuses %j, like the server',
    (name) => {
      expect([isTaken(name), isDescribed(name)]).toEqual([false, false]);
    },
  );

  it('allows every character that composition joins with the character before it', () => {
    const joining = new RegExp(`^[${/\*\[(.*?)\]\[/.exec(pattern)?.[1] ?? ''}]$`, 'u');
    const missing: string[] = [];
    for (let code = 0; code <= 0x10ffff; code += 1) {
      if (code >= 0xd800 && code <= 0xdfff) continue;
      const character = String.fromCodePoint(code);
      if (character.normalize('NFC') !== character) continue;
      const [first = '', ...others] = character.normalize('NFD');
      if (!SERVICE_KEY_NAME.test(first.repeat(2))) continue;
      missing.push(...others.filter((other) => !joining.test(other)));
    }
    expect(new Set(missing)).toEqual(new Set());
  });
});

describe.each(DATABASES)('a decomposed service key name on %s', (on) => {
  let api: ServiceKeysApi;

  beforeAll(async () => {
    api = await startServiceKeys(on);
  });
  afterAll(() => api.close());

  it('has 2 to 64 characters once it is composed', async () => {
    const create = (name: string) => api.owner.post('/v1/service-keys', { name, ...TERMS });
    const { body: made } = await create(DECOMPOSED.repeat(64)).expect(201);
    expect(made.name).toBe('é'.repeat(64));
    const { body: read } = await api.owner.get(`/v1/service-keys/${made.id}`).expect(200);
    expect(read.name).toBe('é'.repeat(64));
    for (const name of [DECOMPOSED.repeat(65), DECOMPOSED]) {
      const { body } = await create(name).expect(422);
      expect(body.errors).toMatchObject([{ pointer: '/name', code: 'invalid_format' }]);
    }
  });
});
