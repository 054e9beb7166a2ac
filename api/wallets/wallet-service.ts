import { createSimpleObjects, type SimpleObjectDependencies } from '../creations/simple-objects';
import type { UnitOfWork } from '../database/unit-of-work';
import { Failure } from '../domain/failure';
import { formatNanos } from '../domain/money';
import { pageFrom, type Page, type PageRequest } from '../domain/page';
import type { TeamCaller } from '../domain/principal';
import type { ExpectedVersion } from '../domain/version';
import type { TeamDirectory } from '../teams/team-directory';
import { walletSnapshot, type Wallet, type WalletEntry } from './wallet';
import type { WalletUsage } from './wallet-ports';
import type { LedgerStore } from './ledger-store';
import type { WalletFilter, WalletStore } from './wallet-store';

export interface NewWallet {
  readonly name: string;
  readonly currency: string;
}

export interface WalletUpdate {
  readonly name?: string | undefined;
}

export interface WalletService {
  /**
   * The wallets of any team, for the operator who credits them.
   * @throws Failure `not_found` if the team does not exist
   */
  listOf(teamId: string, page: PageRequest): Promise<Page<Wallet>>;
  list(caller: TeamCaller, filter: WalletFilter, page: PageRequest): Promise<Page<Wallet>>;
  find(caller: TeamCaller, id: string): Promise<Wallet>;
  entries(caller: TeamCaller, id: string, page: PageRequest): Promise<Page<WalletEntry>>;
  create(caller: TeamCaller, request: NewWallet): Promise<Wallet>;
  update(
    caller: TeamCaller,
    id: string,
    update: WalletUpdate,
    expectedVersion?: ExpectedVersion,
  ): Promise<Wallet>;
  /** @throws Failure `wallet_not_empty`, `wallet_in_use` */
  delete(caller: TeamCaller, id: string, expectedVersion?: ExpectedVersion): Promise<void>;
}

export interface WalletServiceDependencies extends SimpleObjectDependencies {
  readonly store: WalletStore;
  readonly ledger: LedgerStore;
  readonly unitOfWork: UnitOfWork;
  readonly usage: WalletUsage;
  readonly teams: Pick<TeamDirectory, 'team'>;
}

export function createWalletService(dependencies: WalletServiceDependencies): WalletService {
  const { store, ledger, unitOfWork, usage, teams } = dependencies;

  const isUsed = async (wallet: Wallet) =>
    hasMoney(wallet) || (await usage.serviceKeyCount(wallet.id)) > 0;

  const wallets = createSimpleObjects({
    ...dependencies,
    kind: 'wallet',
    snapshot: walletSnapshot,
    // It has money, or a service key of the interrupted run pays from it.
    async usedAmong(abandoned) {
      const used = new Set<string>();
      for (const wallet of abandoned) if (await isUsed(wallet)) used.add(wallet.id);
      return used;
    },
  });

  return {
    find: wallets.find,

    async listOf(teamId, page) {
      await teams.team(teamId);
      return pageFrom(await store.list(teamId, {}, page), page.size);
    },

    list: async ({ principal }, filter, page) =>
      pageFrom(await store.list(principal.teamId, filter, page), page.size),

    async entries(caller, id, page) {
      await wallets.find(caller, id);
      return pageFrom(await ledger.listEntries(id, page), page.size);
    },

    create: (caller, request) =>
      unitOfWork.run(() =>
        wallets.create(caller, request, (wallet, created) => ({
          ...wallet,
          ...created,
          balanceNanos: 0n,
          reservedNanos: 0n,
        })),
      ),

    update: (caller, id, { name }, expectedVersion) =>
      unitOfWork.run(async () => {
        const decide = (wallet: Wallet) =>
          name === undefined || name === wallet.name ? {} : { name };
        return (await wallets.update(caller, id, expectedVersion, decide)).object;
      }),

    delete: (caller, id, expectedVersion) =>
      unitOfWork.run(() =>
        wallets.delete(caller, id, expectedVersion, async (wallet) => {
          requireNoMoney(wallet);
          requireNoUse(wallet, await usage.serviceKeyCount(id));
        }),
      ),
  };
}

/** The reserved money is part of the balance. */
function hasMoney({ balanceNanos, reservedNanos }: Wallet): boolean {
  return balanceNanos !== 0n || reservedNanos !== 0n;
}

function requireNoMoney(wallet: Wallet): void {
  if (!hasMoney(wallet)) return;
  throw new Failure(
    'wallet_not_empty',
    `The wallet "${wallet.name}" still has ${formatNanos(wallet.balanceNanos)} ` +
      `${wallet.currency}. Spend the money, or ask the operator to cancel the credit. Then ` +
      'delete the wallet.',
  );
}

function requireNoUse({ name }: Wallet, serviceKeyCount: number): void {
  if (serviceKeyCount === 0) return;
  throw new Failure(
    'wallet_in_use',
    `${serviceKeyCount} service key${serviceKeyCount === 1 ? ' pays' : 's pay'} from the wallet ` +
      `"${name}". Enable their services on another wallet first.`,
  );
}
