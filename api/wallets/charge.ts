export const CHARGE_STATES = ['reserved', 'settled', 'released', 'reversed'] as const;

export type ChargeState = (typeof CHARGE_STATES)[number];

/** The call that is paid for. */
export interface ChargePurpose {
  readonly serviceKeyId: string;
  readonly serviceId: string;
  readonly modelId: string;
}

/** One paid call, with the ID that the answering service gave it. */
export interface Charge extends ChargePurpose {
  /** The team that charges. It chooses its own IDs. */
  readonly chargedByTeamId: string;
  readonly chargeId: string;
  readonly walletId: string;
  readonly currency: string;
  readonly state: ChargeState;
  readonly reservedNanos: bigint;
  /** Null until it is settled. */
  readonly settledNanos: bigint | null;
  readonly createdAt: Date;
  readonly createdBy: string;
}
