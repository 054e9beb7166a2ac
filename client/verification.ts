import type { components } from '../provider/client/calls';

type Request = components['schemas']['VerifyKeyRequest'];
type Reservation = NonNullable<Request['reserve']>;

/**
 * Who presents what, and what for. Give either `secret`, or `token` with `audience`. The names are
 * those of `POST /v1/keys/verify`.
 */
export interface KeyQuestion extends Omit<Request, 'permissions' | 'reserve'> {
  /**
   * Permissions that the key must have.
   * @default []
   */
  permissions?: readonly string[];
  /**
   * Reserves the cost of the call. Settle or release the reservation afterwards.
   * @default nothing is reserved
   */
  reserve?: Omit<Reservation, 'parameters'> & Partial<Reservation>;
}

/** The verdict: read `valid`, and `code` for the reason. */
export type Verification = components['schemas']['Verification'];

/** The answer of RFC 7662: read `active`. */
export type Introspection = components['schemas']['Introspection'];
