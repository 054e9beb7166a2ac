import type { Page, PageRequest } from '../domain/page';
import type { TeamObject } from '../domain/team-object';
import type { Presentation } from './abandonment';
import type { CreatedKind } from '../domain/kinds';

export interface Creation {
  readonly resourceId: string;
  readonly kind: CreatedKind;
  readonly teamId: string | null;
  readonly creatorId: string;
  readonly stack: string;
  readonly run: string;
  readonly bodyHash: string;
  readonly createdAt: Date;
}

export interface KnownCreation extends Omit<Creation, 'creatorId' | 'run' | 'bodyHash'> {
  /** `null` if it was adopted from a state and its creator was never stored. */
  readonly creatorId: string | null;
  /** `null` if it was adopted from a state. An adopted object is recorded from the start. */
  readonly run: string | null;
  /** When the object was delivered and its run finished, or when it was first used or named. */
  readonly recordedAt: Date | null;
  /** When a state was last known to hold it. */
  readonly namedAt: Date | null;
}

export interface CreationFilter {
  readonly teamId: string;
  /** If absent, the creations of every creator. */
  readonly creatorId?: string;
  /** Absent: every kind. */
  readonly kinds?: readonly CreatedKind[] | undefined;
  readonly stack?: string | undefined;
  /** Only objects that no state was known to hold since then. */
  readonly unnamedSince?: Date | undefined;
  readonly neverNamed?: boolean | undefined;
}

/** Summary of a stack. */
export interface StackSummary {
  readonly recorded: number;
  /**
   * Recorded objects that a run of this stack created. Objects that were adopted when a state named them do not
   * count, and objects that were imported from another stack do not count either.
   */
  readonly createdByRuns: number;
  readonly lastNamedAt: Date | null;
  readonly lastCreatedAt: Date | null;
}

export interface CreationStore {
  insert(creation: Creation): Promise<void>;
  /**
   * Creations that exist and are not recorded. Every other unit of work that asks for the same waits until
   * this one ends. Otherwise two that come at the same time would not see each other's creations.
   */
  findUnrecorded(
    like: Pick<Creation, 'creatorId' | 'stack' | 'kind' | 'bodyHash'>,
  ): Promise<readonly KnownCreation[]>;
  find(resourceIds: readonly string[]): Promise<readonly KnownCreation[]>;
  /** The given IDs that Keyplane does not remember, not even as deleted. */
  unknownAmong(resourceIds: readonly string[]): Promise<string[]>;
  /**
   * Remembers objects that no run is known to have created, as recorded and named now. They have no
   * body and no run, so no creation is ever equal to them. An object that is already remembered
   * does not change.
   */
  adopt(
    objects: readonly TeamObject[],
    as: { readonly kind: CreatedKind; readonly teamId: string; readonly stack: string },
    at: Date,
  ): Promise<void>;
  /** Locks them until the unit of work ends. @returns those that exist and are not recorded */
  lockUnrecorded(resourceIds: readonly string[]): Promise<string[]>;
  changeRun(resourceId: string, run: string): Promise<void>;
  /** When the run last created anything. */
  lastCreatedAt(creatorId: string, run: string): Promise<Date | null>;
  /** IDs of some recorded objects of the stack that no state was known to hold since then. */
  unseenSince(
    teamId: string | null,
    stack: string,
    since: Date,
    limit: number,
  ): Promise<readonly string[]>;
  presentationSince(teamId: string | null, stack: string, since: Date): Promise<Presentation>;

  /** @returns the IDs that were not recorded before */
  name(
    resourceIds: readonly string[],
    by: { readonly teamId: string; readonly stack: string | null },
    at: Date,
  ): Promise<string[]>;
  /** @returns the IDs that were not recorded before, and that belong to that run if it is given */
  record(
    resourceIds: readonly string[],
    at: Date,
    of?: { readonly creatorId: string; readonly run: string },
  ): Promise<string[]>;
  markGone(resourceIds: readonly string[], at: Date): Promise<void>;

  list(filter: CreationFilter, page: PageRequest): Promise<readonly KnownCreation[]>;
  /** Summarizes the objects of all kinds, or only those of `kinds`. */
  summary(teamId: string, stack: string, kinds?: readonly CreatedKind[]): Promise<StackSummary>;

  /** Forgets objects that were revoked or deleted before then. */
  purgeGone(before: Date): Promise<void>;
}

export type CreationPage = Page<KnownCreation & { readonly id: string }>;
