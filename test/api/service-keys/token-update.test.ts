import { Secret } from '../../../api/domain/secret';
import { decideTokenUpdate } from '../../../api/service-keys/token-update';
import { tokenFamily } from '../../../api/service-keys/token-family';

const nameOf = (present: string | null, wanted: string) => {
  try {
    return decideTokenUpdate({ name: present }, { name: wanted, enabled: true });
  } catch (error) {
    return (error as { errors: readonly object[] }).errors;
  }
};

const REFUSED = [
  {
    pointer: '/name',
    code: 'invalid_format',
    message: 'A name must have 2 to 64 letters of any script, digits, underscores and hyphens.',
  },
];

describe('the name of a token', () => {
  it('is accepted again if it was given before names had a rule, and changes nothing', () => {
    for (const name of ['CI pipeline', 'x', 'Clé de l’équipe']) {
      expect(nameOf(name, name)).toEqual({ enabled: true, name: undefined });
      expect(nameOf(name, name.normalize('NFD'))).toEqual({ enabled: true, name: undefined });
      expect(nameOf(name.normalize('NFD'), name)).toEqual({ enabled: true, name: undefined });
    }
  });

  it('follows the rule if it is a new one (S2)', () => {
    expect(nameOf('CI pipeline', 'CI-pipeline')).toEqual({ enabled: true, name: 'CI-pipeline' });
    expect(nameOf(null, 'Schlüssel'.normalize('NFD'))).toEqual({
      enabled: true,
      name: 'Schlüssel',
    });
    for (const name of ['CI  pipeline', 'x', 'a.b', '😀😀', 'x'.repeat(65)]) {
      expect(nameOf('CI pipeline', name)).toEqual(REFUSED);
    }
  });

  it('follows the rule on a creation, composed before its characters are counted (S2)', () => {
    const created = (name: unknown) =>
      tokenFamily.schemas.create.safeParse({ service_key_id: 'svk_1', kind: 'shared', name });
    expect(created('é'.repeat(64).normalize('NFD')).data?.name).toBe('é'.repeat(64));
    expect(created(null).data?.name).toBeNull();
    for (const name of ['two words', 'a', 'é'.repeat(65), Secret.generate('token').reveal()]) {
      expect([name, created(name).success]).toEqual([name, false]);
    }
  });
});
