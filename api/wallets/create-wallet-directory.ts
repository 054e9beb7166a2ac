import type { WalletDirectory } from './wallet-ports';
import type { WalletStore } from './wallet-store';

export function createWalletDirectory(dependencies: {
  readonly store: WalletStore;
}): WalletDirectory {
  return {
    async find(teamId, walletId) {
      const wallet = await dependencies.store.findForUpdate(walletId);
      if (wallet?.teamId !== teamId) return undefined;
      const { id, name, currency } = wallet;
      return { id, name, currency };
    },
  };
}
