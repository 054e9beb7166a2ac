import type { Caller, TeamPrincipal } from '../domain/principal';
import type { Money } from '../domain/money';
import type { Charge, ChargePurpose } from './charge';

/** Reads without a lock: the currency of a wallet never changes. */
export interface WalletCurrencies {
  /** Absent where the wallet is unknown, deleted or foreign. */
  currencyOf(teamId: string, walletId: string): Promise<string | undefined>;
}

/** Who depends on a wallet, as the slices that pay from it know. */
export interface WalletUsage {
  /** How many service keys pay from it. */
  serviceKeyCount(walletId: string): Promise<number>;
}

export interface ReservationRequest {
  /** The caller's own name for this charge; each works only once in the caller's team. */
  readonly chargeId: string;
  /** Whose wallet it is: not the caller's own team where a service verifies across teams. */
  readonly walletTeamId: string;
  readonly walletId: string;
  readonly amount: Money;
  readonly purpose: ChargePurpose;
}

/**
 * Paying for calls: reserve before, then settle or release. Each joins the unit of work under way.
 * A repeat answers the charge as it is now, so its `state` says whether the money is still held.
 */
export interface Charges {
  /**
   * @throws Failure `insufficient_funds`, `currency_mismatch`, `not_found` where the wallet is
   * not there, `charge_conflict` if the ID belongs to another charge
   */
  reserve(caller: Caller<TeamPrincipal>, request: ReservationRequest): Promise<Charge>;
  /**
   * Takes the money: `nanos` of it, more or less than was reserved, or all of it where undefined.
   * @throws Failure `insufficient_funds`, `charge_conflict`, `wrong_charge_state`, `not_found`
   */
  settle(caller: Caller<TeamPrincipal>, chargeId: string, nanos?: bigint): Promise<Charge>;
  /** @throws Failure `wrong_charge_state` if it is settled, `not_found` */
  release(caller: Caller<TeamPrincipal>, chargeId: string): Promise<Charge>;
  /** Gives a settled charge back. @throws Failure `wrong_charge_state`, `not_found` */
  reverse(caller: Caller<TeamPrincipal>, chargeId: string): Promise<Charge>;
}
