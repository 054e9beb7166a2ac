/** The keys that one plan creates below service accounts, as far as this provider has seen it. */
export interface PlannedKeys {
  /** A service account that the plan creates, whose ID no key knows yet. */
  addAccount(): void;
  /** How many accounts the plan creates so far. */
  readonly accounts: number;
  /**
   * @returns how many keys of this account are planned, including this one; undefined if the ID is
   * not known
   */
  add(accountId: string | undefined, key: { readonly isReplacement: boolean }): PlannedKeyCount;
}

export interface PlannedKeyCount {
  readonly all: number;
  /** Keys that replace another key do not count. */
  readonly additional: number;
}

export function createPlannedKeys(): PlannedKeys {
  const counts = new Map<string | undefined, PlannedKeyCount>();
  let accounts = 0;
  return {
    addAccount: () => void (accounts += 1),
    get accounts() {
      return accounts;
    },
    add(accountId, { isReplacement }) {
      const { all, additional } = counts.get(accountId) ?? { all: 0, additional: 0 };
      const count = { all: all + 1, additional: additional + (isReplacement ? 0 : 1) };
      counts.set(accountId, count);
      return count;
    },
  };
}
