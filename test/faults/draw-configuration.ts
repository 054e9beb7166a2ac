import {
  DELIVERIES,
  type Configuration,
  type GeneratedKey,
  type GeneratedRotation,
  type KeyFamily,
} from './configuration';
import { PAIRS } from './keyring';
import type { SeededRandom } from './seeded-random';

const PERMISSIONS = ['reports.read', 'reports.write', 'service_accounts.read', 'invoices.read'];
const MOST_RESOURCES = 6;
const FIRST_TRIGGER = 1;
const LAST_PAIR = PAIRS - 1;

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
  return { tag, hasAlias: false, roles, accounts, serviceKeys, keys };
}

/** Some keys are declared two or three times with one body. */
export function withCopies(random: SeededRandom, drawn: Configuration): Configuration {
  const chosen = random.pick(drawn.keys);
  const copies = random.whole(2, 3);
  return { ...drawn, keys: drawn.keys.map((key) => (key === chosen ? { ...key, copies } : key)) };
}

/** Declares one more of each key that is declared several times. */
export function raiseCopies(before: Configuration): Configuration {
  const raise = (key: GeneratedKey) =>
    key.copies === 1 ? key : { ...key, copies: key.copies + 1 };
  return { ...before, keys: before.keys.map(raise) };
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
  switch (
    random.weighted({ rotate: 6, deliver: 3, rename: 2, replace: 2, add: 2, remove: 2, account: 1 })
  ) {
    case 'rotate':
      return changeKey(rotateKey);
    case 'deliver': {
      const delivery = random.pick(DELIVERIES);
      // Another delivery applies from the next rotation, which is sometimes in the same apply.
      const rotates = random.chance(0.5);
      return changeKey((key) => ({ ...(rotates ? rotateKey(key) : key), delivery }));
    }
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

/** At most once for each stack, because nothing rotates again until an overlap is over. */
function rotateKey(key: GeneratedKey): GeneratedKey {
  const rotation = key.rotation && { ...key.rotation, trigger: FIRST_TRIGGER + 1 };
  return { ...key, rotation, pair: LAST_PAIR };
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
  return {
    family,
    label,
    owner: random.pick(owners).label,
    title: label,
    copies: 1,
    delivery: random.weighted({ plain: 3, claim: 2, encrypted: 2, public_key: 1 }),
    pair: 0,
    rotation: random.chance(0.8) ? drawRotation(random) : null,
    expiresInDays: random.pick([30, 60, 90]),
  };
}

function drawRotation(random: SeededRandom): GeneratedRotation {
  return {
    trigger: FIRST_TRIGGER,
    overlap: random.pick(['1h', '1h', '1s']),
    every: random.chance(0.5) ? '90d' : null,
  };
}

function drawPermissions(random: SeededRandom): readonly string[] {
  return PERMISSIONS.slice(0, random.whole(1, PERMISSIONS.length));
}
