import type { AuditTrail } from '../domain/audit-trail';
import { abandonedButInUse } from '../creations/abandoned-failures';
import type { Creations } from '../creations/creations';
import type { UnitOfWork } from '../database/unit-of-work';
import type { Clock } from '../domain/clock';
import { Failure, notFound } from '../domain/failure';
import type { Ids } from '../domain/ids';
import { formatNanos } from '../domain/money';
import { pageFrom, type Page, type PageRequest } from '../domain/page';
import type { TeamCaller } from '../domain/principal';
import { isAsCreated, requireVersion, type ExpectedVersion } from '../domain/version';
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

export interface WalletServiceDependencies {
  readonly store: WalletStore;
  readonly ledger: LedgerStore;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: AuditTrail;
  readonly creations: Creations;
  readonly usage: WalletUsage;
}

export function createWalletService(dependencies: WalletServiceDependencies): WalletService {
  const { store, ledger, unitOfWork, clock, ids, audit, creations, usage } = dependencies;

  async function existing({ principal }: TeamCaller, id: string): Promise<Wallet> {
    const wallet = await store.find(principal.teamId, id);
    if (wallet === undefined) throw notFound('wallet');
    return wallet;
  }

  /** Looked up in the team first, so that nobody waits for, or locks, a wallet of another team. */
  async function locked(caller: TeamCaller, id: string): Promise<Wallet> {
    await existing(caller, id);
    const wallet = await store.findForUpdate(id);
    if (wallet === undefined) throw notFound('wallet');
    return wallet;
  }

  async function erase(caller: TeamCaller, wallet: Wallet): Promise<void> {
    await store.delete(wallet.id, clock.now());
    await creations.forget([wallet.id]);
    await audit.record(caller, {
      action: 'wallet.deleted',
      target: { kind: 'wallet', id: wallet.id },
      before: walletSnapshot(wallet),
    });
  }

  /**
   * Deletes abandoned wallets that hold no money and that no service key uses.
   * @returns one in use
   * @throws Failure `abandoned_creation` if somebody has changed one
   */
  async function eraseUnused(
    caller: TeamCaller,
    abandonedIds: readonly string[],
  ): Promise<Wallet | undefined> {
    let held: Wallet | undefined;
    for (const id of [...abandonedIds].sort()) {
      const abandoned = await store.findForUpdate(id);
      if (abandoned === undefined) continue;
      if (!(await creations.lockUnrecorded([id])).has(id)) continue;
      if (!isAsCreated(abandoned)) throw abandonedButInUse('wallet', id);
      const isHeld = hasMoney(abandoned) || (await usage.serviceKeyCount(id)) > 0;
      if (isHeld) held ??= abandoned;
      else await erase(caller, abandoned);
    }
    return held;
  }

  return {
    find: existing,

    list: async ({ principal }, filter, page) =>
      pageFrom(await store.list(principal.teamId, filter, page), page.size),

    async entries(caller, id, page) {
      await existing(caller, id);
      return pageFrom(await ledger.listEntries(id, page), page.size);
    },

    create: (caller, request) =>
      unitOfWork.run(async () => {
        const abandoned = await creations.replaceable(caller, 'wallet', request);
        const held = await eraseUnused(caller, abandoned);
        if (held !== undefined) {
          // It has money, or a service key of the interrupted run pays from it.
          await creations.takeOver(caller, held.id);
          return held;
        }
        const wallet: Wallet = {
          ...request,
          id: ids.next('wallet'),
          teamId: caller.principal.teamId,
          balanceNanos: 0n,
          reservedNanos: 0n,
          createdAt: clock.now(),
          createdBy: caller.principal.id,
          version: 1,
        };
        await store.insert(wallet);
        await creations.remember(caller, 'wallet', request, wallet.id);
        await audit.record(caller, {
          action: 'wallet.created',
          target: { kind: 'wallet', id: wallet.id },
          after: walletSnapshot(wallet),
        });
        return wallet;
      }),

    update: (caller, id, { name }, expectedVersion) =>
      unitOfWork.run(async () => {
        const wallet = await locked(caller, id);
        requireVersion(wallet.version, expectedVersion);
        if (name === undefined || name === wallet.name) return wallet;
        await store.rename(id, name);
        const updated = await existing(caller, id);
        await audit.record(caller, {
          action: 'wallet.updated',
          target: { kind: 'wallet', id },
          before: walletSnapshot(wallet),
          after: walletSnapshot(updated),
        });
        return updated;
      }),

    delete: (caller, id, expectedVersion) =>
      unitOfWork.run(async () => {
        const wallet = await locked(caller, id);
        requireVersion(wallet.version, expectedVersion);
        requireNoMoney(wallet);
        requireNoUse(wallet, await usage.serviceKeyCount(id));
        await erase(caller, wallet);
      }),
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
