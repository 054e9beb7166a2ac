import type { Caller, TeamPrincipal } from '../domain/principal';
import type { Money } from '../domain/money';
import type { Charge, ChargePurpose } from './charge';

/** Reads without a lock: the currency of a wallet never changes. */
export interface WalletCurrencies {
  /** Absent if the wallet is unknown, deleted or of another team. */
  currencyOf(teamId: string, walletId: string): Promise<string | undefined>;
}

/** What depends on a wallet. The slices that pay from it answer this. */
export interface WalletUsage {
  /** How many service keys pay from it. */
  serviceKeyCount(walletId: string): Promise<number>;
}

export interface ReservationRequest {
  /** The caller's own ID for this charge. Each works only once in the caller's team. */
  readonly chargeId: string;
  /** The team of the wallet, which is not the caller's team if a service verifies across teams. */
  readonly walletTeamId: string;
  readonly walletId: string;
  readonly amount: Money;
  readonly purpose: ChargePurpose;
}

/**
 * Paying for calls: reserve before, then settle or release. Each joins the unit of work in
 * progress. A repeat is answered with the charge as it is now, so its `state` says whether the
 * money is still reserved.
 */
export interface Charges {
  /**
   * @throws Failure `insufficient_funds`, `currency_mismatch`, `not_found` if the wallet does not exist,
   * `charge_conflict` if the ID belongs to another charge
   */
  reserve(caller: Caller<TeamPrincipal>, request: ReservationRequest): Promise<Charge>;
  /**
   * Takes the money: `nanos`, more or less than was reserved, or everything if undefined.
   * @throws Failure `insufficient_funds`, `charge_conflict`, `wrong_charge_state`, `not_found`
   */
  settle(caller: Caller<TeamPrincipal>, chargeId: string, nanos?: bigint): Promise<Charge>;
  /** @throws Failure `wrong_charge_state` if it is settled, `not_found` */
  release(caller: Caller<TeamPrincipal>, chargeId: string): Promise<Charge>;
  /**
   * Returns the money of a settled charge.
   * @throws Failure `wrong_charge_state`, `not_found`
   */
  reverse(caller: Caller<TeamPrincipal>, chargeId: string): Promise<Charge>;
}
