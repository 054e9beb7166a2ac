import type { Creations } from '../../creations/creations';
import type { UnitOfWork } from '../../database/unit-of-work';
import { notFound } from '../../domain/failure';
import { nounOf, permissionTo } from '../../domain/kinds';
import { sortedPageFrom, type Page, type PageRequest } from '../../domain/page';
import { requirePermission, type TeamCaller } from '../../domain/principal';
import type { ExpectedVersion } from '../../domain/version';
import { overlapSecondsOf } from '../expiry';
import { currentSecret, type Key, type KeyFilter } from '../key';
import type { KeyOperation } from '../key-access-policy';
import type { KeyUpdate } from '../key-change';
import type { IssuedKey, KeyService, RotationRequest } from '../key-service';
import { KEY_SORT_VALUES } from '../key-sort-values';
import type { KeyFamilyFacts, KeyFamilyRules, KeyListFilter, NewKeyRequest } from './key-family';
import { createKeyIssuer, deliveryRuleOf, type KeyIssuerDependencies } from './key-issuer';

/** The use cases of one family. */
export interface KeyFamilyService<Request extends NewKeyRequest, Filter> {
  /** @throws Failure what the family, `KeyIssuer.judge` and `Creations.replaceable` throw */
  create(caller: TeamCaller, request: Request): Promise<IssuedKey>;
  /** How many more keys the owner that the request names may have. If absent, there is no limit. */
  readonly freeSlots?: (request: Request) => Promise<number>;
  get(caller: TeamCaller, id: string): Promise<Key>;
  list(caller: TeamCaller, filter: KeyListFilter<Filter>, page: PageRequest): Promise<Page<Key>>;
  update(
    caller: TeamCaller,
    id: string,
    update: KeyUpdate,
    version?: ExpectedVersion,
  ): Promise<Key>;
  rotate(caller: TeamCaller, id: string, request: RotationRequest): Promise<IssuedKey>;
  revoke(caller: TeamCaller, id: string, reason?: string, version?: ExpectedVersion): Promise<void>;
}

/** What the families read directly about keys. Changes go through the key service. */
export interface KeyReads {
  find(id: string): Promise<Key | undefined>;
  findForUpdate(id: string): Promise<Key | undefined>;
  list(filter: KeyFilter, page: PageRequest, now: Date): Promise<readonly Key[]>;
}

export interface KeyFamilyDependencies extends KeyIssuerDependencies {
  readonly reads: KeyReads;
  readonly keys: KeyService;
  readonly unitOfWork: UnitOfWork;
  readonly creations: Creations;
}

export function createKeyFamilyService<Request extends NewKeyRequest, Filter>(
  family: Omit<KeyFamilyFacts<Request, Filter, never>, 'rules'>,
  rules: KeyFamilyRules<Request>,
  dependencies: KeyFamilyDependencies,
): KeyFamilyService<Request, Filter> {
  const { reads, keys, policies, unitOfWork, clock, creations } = dependencies;
  const { kind } = family;
  const issuer = createKeyIssuer(family, dependencies);
  const deliveryOf = deliveryRuleOf(family);

  async function existing(
    caller: TeamCaller,
    id: string,
    operation: KeyOperation,
    read = reads.find,
  ): Promise<Key> {
    const key = await read(id);
    const isOurs = key?.family === kind && key.teamId === caller.principal.teamId;
    if (!isOurs || !rules.access.isVisible(caller, key, operation)) throw notFound(nounOf(kind));
    requirePermission(caller, permissionTo(operation, kind));
    return key;
  }

  return {
    create: (caller, request) =>
      unitOfWork.run(async () => {
        const { owner, requireFreeSlot, onCreated } = await rules.ownerOf(caller, request);
        // The request is refused before anything is replaced.
        const issue = await issuer.judge(caller, owner, request);
        const abandoned = await creations.replaceable(caller, kind, request);
        for (const id of abandoned) await keys.revokeAbandoned(caller, id);
        await requireFreeSlot?.();
        const issued = await issue();
        await creations.remember(caller, kind, request, issued.key.id);
        await onCreated?.();
        return issued;
      }),

    ...(rules.freeSlots && { freeSlots: rules.freeSlots }),

    get: (caller, id) => existing(caller, id, 'read'),

    async list(caller, { own, unusedForSeconds, unusedSince, ...shared }, page) {
      const now = clock.now();
      const filter: KeyFilter = {
        family: kind,
        teamId: caller.principal.teamId,
        ...shared,
        ...unusedFilter(now, unusedForSeconds, unusedSince),
        ...family.listed(caller, own),
      };
      return sortedPageFrom(await reads.list(filter, page, now), page, KEY_SORT_VALUES);
    },

    update: (caller, id, update, version) =>
      unitOfWork.run(async () => {
        // The key is locked before it is judged. Otherwise, if somebody disabled it in between,
        // this would undo that.
        const key = await existing(caller, id, 'update', reads.findForUpdate);
        if (update.enabled === true && key.disabledAt !== null) {
          await rules.access.requireMayUse(caller, key);
        }
        const decided = family.decideUpdate?.(key, update) ?? update;
        return keys.update(caller, id, decided, version);
      }),

    // Not locked here: `KeyService.rotate` locks the run before the key, as every other change does.
    rotate: (caller, id, { overlap, delivery: wanted }) =>
      unitOfWork.run(async () => {
        const key = await existing(caller, id, 'rotate');
        await rules.access.requireMayUse(caller, key);
        const policy = await policies.policyOf(caller.principal.teamId);
        const unsaid = currentSecret(key).delivery;
        const delivery = await deliveryOf(caller, key, wanted, policy, unsaid);
        return keys.rotate(caller, id, { overlapSeconds: overlapSecondsOf(overlap), delivery });
      }),

    revoke: (caller, id, reason = 'revoked', version) =>
      unitOfWork.run(async () => {
        const key = await existing(caller, id, 'revoke', reads.findForUpdate);
        await keys.revokeHeld(caller, key, reason, version);
      }),
  };
}

/** A key that was created later has not been unused for that long. */
function unusedFilter(
  now: Date,
  unusedForSeconds?: number,
  unusedSince?: Date,
): Pick<KeyFilter, 'unusedSince' | 'createdBefore'> {
  if (unusedForSeconds === undefined) return { unusedSince };
  const since = new Date(now.getTime() - unusedForSeconds * 1000);
  const isEarlier = unusedSince !== undefined && unusedSince < since;
  return { unusedSince: isEarlier ? unusedSince : since, createdBefore: since };
}
