import type { FailureCode } from '../../domain/failure';
import type { KeyState } from '../../domain/key-state';
import type { TeamCaller } from '../../domain/principal';
import type { KeyFamily } from '../../domain/secret';
import type { SecretDelivery } from '../../domain/secret-delivery';
import type { Endpoint } from '../../http/endpoint';
import type { z } from '../../http/wire';
import type { TeamPolicy } from '../../teams/team-policy';
import type { DeclaredRotation } from '../declared-rotation';
import type { Delivery, WantedDelivery } from '../delivery/delivery';
import type { WantedExpiry } from '../expiry';
import type { Key, KeyFilter } from '../key';
import type { KeyAccessPolicy } from '../key-access-policy';
import type { KeyUpdate } from '../key-change';
import type { NewKey } from '../key-service';
import type { rotateKeyBody, rotateOwnKeyBody } from '../key-wire';
import type { NewKeyShape } from './new-key-wire';

export type Shape = z.core.$ZodLooseShape;

/** What a request of every family says about the key that it creates. */
export interface NewKeyRequest extends WantedExpiry {
  readonly name?: string | null;
  readonly description?: string | null;
  readonly enabled: boolean;
  readonly rotation?: DeclaredRotation | null | undefined;
  readonly delivery: WantedDelivery;
}

/** Which keys a list shows. `own` has the family's own query parameters. */
export interface KeyListFilter<Own> {
  readonly own: Own;
  readonly clientIds?: readonly string[] | undefined;
  readonly state?: KeyState | undefined;
  readonly unusedSince?: Date | undefined;
  readonly unusedForSeconds?: number | undefined;
  readonly search?: string | undefined;
}

export type KeyOwner = Pick<NewKey, 'ownerKind' | 'ownerId'>;

/** The owner of a new key, and what the family does while the key is created, in the same unit of work. */
export interface NewKeyOwner {
  readonly owner: KeyOwner & Pick<NewKey, 'serviceKeyId' | 'terms'>;
  /** Called after abandoned creations were replaced, and before the key exists. */
  readonly requireFreeSlot?: () => Promise<void>;
  /** Called once the key exists. */
  readonly onCreated?: () => Promise<void>;
}

/** The part of a family that reads or writes something. */
export interface KeyFamilyRules<Request> {
  readonly access: KeyAccessPolicy;
  /** Decides who owns the key, and locks what must not change before the key exists. */
  ownerOf(caller: TeamCaller, request: Request): Promise<NewKeyOwner>;
  /** How many more keys the owner may have. If absent, there is no limit. */
  freeSlots?(request: Request): Promise<number>;
}

type FamilyEndpoint = 'create' | 'list' | 'get' | 'update' | 'rotate' | 'revoke';

/** What the shared service and the shared endpoints need to know of a family. */
export interface KeyFamilyFacts<Request extends NewKeyRequest, Filter, Dependencies> {
  readonly kind: KeyFamily;
  /** The name in the OpenAPI document. The names of its operations and schemas follow from it. */
  readonly schemaName: string;
  readonly tag: string;
  readonly idParameter: 'key_id' | 'token_id';
  readonly texts: Readonly<
    Record<FamilyEndpoint, Pick<Endpoint, 'summary' | 'description' | 'judges'>>
  >;
  /** Refusals besides those that every family has. */
  readonly failures: Readonly<Partial<Record<FamilyEndpoint, readonly FailureCode[]>>>;
  /** `optional`: if the request says nothing, the key never expires. */
  readonly expiry: 'required' | 'optional';
  /** Callers who accept `text/plain` get a new secret as a text file. */
  readonly secretAsFile?: true;
  readonly rotateBody: typeof rotateKeyBody | typeof rotateOwnKeyBody;

  /** Which keys a list shows to this caller, within the team. */
  listed(caller: TeamCaller, own: Filter): Partial<KeyFilter>;
  /** If absent, `decideDelivery` decides alone. */
  decideDelivery?(
    caller: TeamCaller,
    owner: KeyOwner,
    wanted: WantedDelivery,
    policy: TeamPolicy,
    unsaid?: SecretDelivery,
  ): Promise<Delivery>;
  /** If absent, every update is accepted as it is. */
  decideUpdate?(key: Key, update: KeyUpdate): KeyUpdate;
  rules(dependencies: Dependencies): KeyFamilyRules<Request>;
}

/**
 * What distinguishes the keys of one family. Everything else is the same for every key, and follows in
 * `createKeyFamilyService` and `createKeyFamilyEndpoints`.
 */
export interface KeyFamilyDefinition<
  Create extends NewKeyShape,
  Update extends Shape,
  Filter extends Shape,
  Answer extends Shape,
  Request extends NewKeyRequest,
  Dependencies,
> extends KeyFamilyFacts<Request, z.output<z.ZodObject<Filter>>, Dependencies> {
  readonly examples: Readonly<Record<'create' | 'update', object>>;
  /** The whole body of a create, with its fields in the order of the OpenAPI document. */
  readonly create: Create;
  /** The family's own fields, which precede those that every key has. */
  readonly update: Update;
  readonly filter: Filter;
  /** What its lists can be sorted by, in addition to creation, last use and expiry. */
  readonly sortedBy: 'name' | 'description';
  readonly answer: Answer;
  /**
   * A repeat of a create that was cut off is recognized by this. The order of its fields counts and
   * must not change: an older release may have stored it.
   */
  toRequest(body: z.output<z.ZodObject<Create>>): Request;
  /** The family's own part of an answer. */
  toWire(key: Key): z.input<z.ZodObject<Answer>>;
}
