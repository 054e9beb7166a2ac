import type { Clock } from '../domain/clock';
import type { Page } from '../domain/page';
import type { Caller } from '../domain/principal';
import type { SecretClaim, SecretClaims } from './claim';
import { currentSecret, type Key } from './key';
import { leftUnconfirmed } from './rotation';

/** A key as one caller sees it at one moment. */
export interface KeyView {
  readonly key: Key;
  readonly now: Date;
  /** The claim of the newest secret; `null` unless that secret was delivered by claim. */
  readonly claim: SecretClaim | null;
  readonly unconfirmedRotation: boolean;
}

export interface KeyViews {
  one(caller: Caller, key: Key): Promise<KeyView>;
  /** Reads the claims once for the whole page. */
  page(caller: Caller, page: Page<Key>): Promise<Page<KeyView>>;
}

export function createKeyViews(dependencies: {
  claims: Pick<SecretClaims, 'claimsOf'>;
  clock: Clock;
}): KeyViews {
  const { claims, clock } = dependencies;

  async function viewsOf(caller: Caller, keys: readonly Key[]): Promise<KeyView[]> {
    const now = clock.now();
    const kept = keys.map(currentSecret).filter(({ delivery }) => delivery === 'claim');
    const claimed = await claims.claimsOf(kept.map(({ version }) => version));
    return keys.map((key) => ({
      key,
      now,
      claim: claimed.get(currentSecret(key).version) ?? null,
      unconfirmedRotation: leftUnconfirmed(key, caller),
    }));
  }

  return {
    async one(caller, key) {
      const [view] = await viewsOf(caller, [key]);
      if (view === undefined) throw new Error('One key has one view.');
      return view;
    },
    page: async (caller, { items, next }) => ({ items: await viewsOf(caller, items), next }),
  };
}
