import type { Configuration, GeneratedKey, KeyFamily } from './configuration';
import type { SeededRandom } from './seeded-random';

const PERMISSIONS = ['reports.read', 'reports.write', 'service_accounts.read', 'invoices.read'];
const MOST_RESOURCES = 6;

/** Two to six resources, keys among them. */
export function drawConfiguration(random: SeededRandom, tag: string): Configuration {
  const roles = random.chance(0.4) ? [{ label: 'role', permissions: drawPermissions(random) }] : [];
  const serviceKeys = random.chance(0.3) ? [{ label: 'service' }] : [];
  const accounts = Array.from({ length: random.whole(1, 2) }, (_, index) => ({
    label: `account_${index}`,
    description: `Account ${index}`,
    roles: random.chance(0.7) ? roles.map(({ label }) => label) : [],
  }));
  const room = MOST_RESOURCES - roles.length - serviceKeys.length - accounts.length;
  const owners = { accounts, serviceKeys };
  const keys = Array.from({ length: random.whole(1, room) }, (_, index) =>
    drawKey(random, `key_${index}`, owners),
  );
  return { tag, roles, accounts, serviceKeys, keys };
}

/** The same stack, as somebody changes it a week later. */
export function changeConfiguration(random: SeededRandom, before: Configuration): Configuration {
  let changed = before;
  for (let left = random.whole(1, 3); left > 0; left -= 1) changed = changeOnce(random, changed);
  return changed;
}

function changeOnce(random: SeededRandom, before: Configuration): Configuration {
  const changeKey = (change: (key: GeneratedKey) => GeneratedKey): Configuration => {
    const chosen = random.pick(before.keys);
    return {
      ...before,
      keys: before.keys.map((key) => (key === chosen ? change(key) : key)),
    };
  };
  switch (random.weighted({ rename: 3, replace: 2, add: 2, remove: 2, account: 1 })) {
    case 'rename':
      return changeKey((key) => ({ ...key, title: `${key.title}, renamed` }));
    case 'replace':
      return changeKey((key) => ({ ...key, expiresInDays: key.expiresInDays + 30 }));
    case 'add': {
      const label = `key_${1 + Math.max(...before.keys.map(numberOf))}`;
      return { ...before, keys: [...before.keys, drawKey(random, label, before)] };
    }
    case 'remove': {
      if (before.keys.length === 1) return changeKey((key) => ({ ...key, title: 'the last one' }));
      const chosen = random.pick(before.keys);
      return { ...before, keys: before.keys.filter((key) => key !== chosen) };
    }
    case 'account':
      return {
        ...before,
        accounts: before.accounts.map((account) => ({
          ...account,
          description: `${account.description}, changed`,
        })),
      };
  }
}

function numberOf({ label }: GeneratedKey): number {
  return Number(label.slice('key_'.length));
}

function drawKey(
  random: SeededRandom,
  label: string,
  { accounts, serviceKeys }: Pick<Configuration, 'accounts' | 'serviceKeys'>,
): GeneratedKey {
  const family: KeyFamily = random.weighted({
    service_account_key: 4,
    application_key: 1,
    service_key_token: serviceKeys.length > 0 ? 3 : 0,
  });
  const owners = family === 'service_key_token' ? serviceKeys : accounts;
  const isPublic = family === 'service_account_key' && random.chance(0.2);
  return {
    family,
    label,
    owner: random.pick(owners).label,
    title: label,
    delivery: isPublic ? 'public_key' : 'plain',
    expiresInDays: random.pick([30, 60, 90]),
  };
}

function drawPermissions(random: SeededRandom): readonly string[] {
  return PERMISSIONS.slice(0, random.whole(1, PERMISSIONS.length));
}
