import type { Discardable } from '../sealing/discard-lost';
import type { CreatedKind } from './creations';

export interface UnconfirmedCreation {
  readonly resourceId: string;
  readonly kind: CreatedKind;
  readonly teamId: string | null;
  readonly creatorId: string;
  readonly stack: string;
  readonly run: string;
  readonly bodyHash: string;
  readonly createdAt: Date;
}

export interface KnownCreation extends UnconfirmedCreation {
  /** Confirmed, used or gone since. */
  readonly isSettled: boolean;
}

export interface StoredAnswer {
  readonly bodyHash: string;
  readonly status: number;
  /** `null` once it was erased: the request was carried out all the same. */
  readonly sealedAnswer: string | null;
}

export interface CreationStore extends Discardable {
  insertUnconfirmed(creation: UnconfirmedCreation): Promise<void>;
  /**
   * Holds back every other unit of work that asks for the same, until this one ends: else each of
   * two that come at once would find nothing of the other's.
   */
  findLike(
    like: Pick<UnconfirmedCreation, 'creatorId' | 'stack' | 'kind' | 'bodyHash'>,
    since: Date,
  ): Promise<readonly KnownCreation[]>;
  /** Holds the row until the unit of work ends. @returns whether there is one */
  holdUnconfirmed(resourceId: string): Promise<boolean>;
  changeRun(resourceId: string, run: string): Promise<void>;
  /** @returns the IDs that were unconfirmed, and the creator's or stack's own where `by` is given */
  settle(
    resourceIds: readonly string[],
    at: Date,
    by?: Pick<UnconfirmedCreation, 'creatorId' | 'teamId'> & { readonly stack: string | null },
  ): Promise<string[]>;

  /**
   * Takes the place of the answer for the rest of the unit of work, also that of one from before
   * `since`. Where another unit of work holds it, waits for that one to end.
   * @returns false where the answer stands already
   */
  claimAnswer(keyHmac: string, bodyHash: string, at: Date, since: Date): Promise<boolean>;
  /** Unless it is from before `since`. */
  findAnswer(keyHmac: string, since: Date): Promise<StoredAnswer | undefined>;
  storeAnswer(
    keyHmac: string,
    answer: { status: number; sealedAnswer: string; resourceId: string | null },
  ): Promise<void>;
  /** That they were given is remembered: a late repetition is no new request. */
  eraseAnswersOf(resourceIds: readonly string[]): Promise<void>;
  purge(before: Date): Promise<void>;
}
