import type { AuditTrail } from '../domain/audit-trail';
import type { UnitOfWork } from '../database/unit-of-work';
import type { Clock } from '../domain/clock';
import { Failure, notFound } from '../domain/failure';
import { formatNanos } from '../domain/money';
import type { TeamCaller } from '../domain/principal';
import type { Charge } from './charge';
import { chargeConflict, requireCurrency, requireFunds, type Ledger } from './ledger';
import type { EntryKind, Wallet } from './wallet';
import type { Charges, ReservationRequest } from './wallet-ports';
import type { LedgerStore } from './ledger-store';
import type { WalletStore } from './wallet-store';

export interface ChargeService extends Charges {
  /** @throws Failure `not_found` */
  find(caller: TeamCaller, chargeId: string): Promise<Charge>;
}

export interface ChargeServiceDependencies {
  readonly wallets: WalletStore;
  readonly charges: LedgerStore;
  readonly ledger: Ledger;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly audit: AuditTrail;
}

/** A change of a charge locks its wallet first, so no two requests decide on the same money. */
export function createChargeService(dependencies: ChargeServiceDependencies): ChargeService {
  const { wallets, charges, ledger, unitOfWork, clock, audit } = dependencies;

  async function existing({ principal }: TeamCaller, chargeId: string): Promise<Charge> {
    const charge = await charges.findCharge(principal.teamId, chargeId);
    if (charge === undefined) throw notFound('charge');
    return charge;
  }

  const changing = (
    caller: TeamCaller,
    chargeId: string,
    decide: (charge: Charge, wallet: Wallet) => Promise<Charge>,
  ) =>
    unitOfWork.run(async () => {
      const { walletId } = await existing(caller, chargeId);
      const wallet = await wallets.lockById(walletId);
      if (wallet === undefined) throw notFound('wallet');
      const charge = await existing(caller, chargeId);
      const changed = await decide(charge, wallet);
      if (changed !== charge) await charges.updateCharge(changed);
      return changed;
    });

  const posting = (caller: TeamCaller, charge: Charge, kind: EntryKind, amountNanos: bigint) => ({
    kind,
    amountNanos,
    chargedBy: charge.chargedByTeamId,
    chargeId: charge.chargeId,
    createdBy: caller.principal.id,
  });

  return {
    find: existing,

    reserve: (caller, request) =>
      unitOfWork.run(async () => {
        const { teamId } = caller.principal;
        const wallet = await wallets.lockById(request.walletId);
        const before = await charges.findCharge(teamId, request.chargeId);
        if (before !== undefined) {
          if (!isSameCharge(before, request)) throw chargeConflict(request.chargeId);
          return before;
        }
        if (wallet?.teamId !== request.walletTeamId) throw notFound('wallet');
        requireCurrency(wallet, request.amount.currency);
        const charge: Charge = {
          ...request.purpose,
          chargedByTeamId: teamId,
          chargeId: request.chargeId,
          walletId: wallet.id,
          currency: wallet.currency,
          state: 'reserved',
          reservedNanos: request.amount.nanos,
          settledNanos: null,
          createdAt: clock.now(),
          createdBy: caller.principal.id,
        };
        const reservedNanos = wallet.reservedNanos + charge.reservedNanos;
        // This is checked before anything is written, because the caller may go on in the same unit
        // of work if the request is refused.
        requireFunds(wallet, { ...wallet, reservedNanos });
        if (!(await charges.insertCharge(charge))) throw chargeConflict(request.chargeId);
        await ledger.setReserved(wallet, reservedNanos);
        return charge;
      }),

    settle: (caller, chargeId, nanos) =>
      changing(caller, chargeId, async (charge, wallet) => {
        const amount = nanos ?? charge.reservedNanos;
        if (charge.settledNanos === amount) return charge;
        if (charge.settledNanos !== null) throw settledOtherwise(charge, charge.settledNanos);
        if (charge.state === 'released') throw wrongState(charge, 'settled');
        const entry = posting(caller, charge, 'charge', -amount);
        await ledger.post(wallet, entry, wallet.reservedNanos - charge.reservedNanos);
        return { ...charge, state: 'settled', settledNanos: amount };
      }),

    release: (caller, chargeId) =>
      changing(caller, chargeId, async (charge, wallet) => {
        if (charge.state === 'released') return charge;
        if (charge.state !== 'reserved') throw wrongState(charge, 'released');
        await ledger.setReserved(wallet, wallet.reservedNanos - charge.reservedNanos);
        return { ...charge, state: 'released' };
      }),

    reverse: (caller, chargeId) =>
      changing(caller, chargeId, async (charge, wallet) => {
        if (charge.state === 'reversed') return charge;
        if (charge.settledNanos === null) throw wrongState(charge, 'reversed');
        const entry = posting(caller, charge, 'charge_reversal', charge.settledNanos);
        await ledger.post(wallet, entry);
        await audit.record(caller, {
          action: 'charge.reversed',
          target: { kind: 'wallet', id: wallet.id, teamId: wallet.teamId },
          after: { charge_id: chargeId, amount: formatNanos(charge.settledNanos) },
        });
        return { ...charge, state: 'reversed' };
      }),
  };
}

function isSameCharge(charge: Charge, { walletId, amount, purpose }: ReservationRequest): boolean {
  return (
    charge.walletId === walletId &&
    charge.currency === amount.currency &&
    charge.reservedNanos === amount.nanos &&
    charge.serviceKeyId === purpose.serviceKeyId &&
    charge.serviceId === purpose.serviceId &&
    charge.modelId === purpose.modelId
  );
}

/** The charge ID is correct in this case, so another ID would not help. */
function settledOtherwise({ chargeId, currency, state }: Charge, nanos: bigint): Failure {
  return new Failure(
    'charge_conflict',
    `The charge ${chargeId} was settled with ${formatNanos(nanos)} ${currency}, and a charge can be settled only once. ` +
      `To correct the amount, ${state === 'reversed' ? '' : 'reverse the charge and '}reserve the right amount ` +
      'with a new charge ID.',
  );
}

function wrongState({ chargeId, state }: Charge, wanted: string): Failure {
  return new Failure(
    'wrong_charge_state',
    `The charge ${chargeId} is ${state}, so it cannot be ${wanted}.`,
  );
}
