import type { WalletStore } from './wallet-store';

export interface WalletSummary {
  readonly id: string;
  readonly name: string;
  readonly currency: string;
}

/** Other slices look up wallets here. */
export interface WalletDirectory {
  /**
   * The team's wallet. Absent if it is unknown, deleted or of another team. Within a unit of work, it
   * cannot be deleted before that ends.
   */
  find(teamId: string, walletId: string): Promise<WalletSummary | undefined>;
}

export function createWalletDirectory(dependencies: {
  readonly store: WalletStore;
}): WalletDirectory {
  return {
    async find(teamId, walletId) {
      const wallet = await dependencies.store.lockById(walletId);
      if (wallet?.teamId !== teamId) return undefined;
      const { id, name, currency } = wallet;
      return { id, name, currency };
    },
  };
}
