import type { AuditTrail } from '../domain/audit-trail';
import type { UnitOfWork } from '../database/unit-of-work';
import type { Clock } from '../domain/clock';
import { invalidField, notFound } from '../domain/failure';
import type { Ids } from '../domain/ids';
import { pageFrom, type Page, type PageRequest } from '../domain/page';
import { parsePeriodSeconds } from '../domain/period';
import type { Caller, OperatorPrincipal, TeamCaller } from '../domain/principal';
import { SECRET_DELIVERIES, type SecretDelivery } from '../domain/secret-delivery';
import { requireVersion, type ExpectedVersion } from '../domain/version';
import type { TeamPolicy } from './team-policy';
import type { OwnerWithKey, Person, TeamOwners } from '../members/team-owners';
import { teamSnapshot, type Team } from './team';
import type { TeamChange, TeamFilter, TeamStore } from './team-store';

export type OperatorCaller = Caller<OperatorPrincipal>;

export interface TeamUpdate {
  readonly name?: string | undefined;
  /** A period such as `90d`; `null` removes the limit. */
  readonly maxKeyLifetime?: string | null | undefined;
  readonly requireExpiry?: boolean | undefined;
  /** `null` allows all. */
  readonly allowedSecretDeliveries?: readonly SecretDelivery[] | null | undefined;
  readonly suspended?: boolean | undefined;
}

export interface FoundedTeam extends OwnerWithKey {
  readonly team: Team;
}

export interface TeamService {
  own(caller: TeamCaller): Promise<Team>;
  updateOwn(
    caller: TeamCaller,
    update: Omit<TeamUpdate, 'suspended'>,
    expectedVersion?: ExpectedVersion,
  ): Promise<Team>;
  /** The team, its first owner, and the owner's application key. */
  create(caller: OperatorCaller, request: { name: string; owner: Person }): Promise<FoundedTeam>;
  list(caller: OperatorCaller, filter: TeamFilter, page: PageRequest): Promise<Page<Team>>;
  find(caller: OperatorCaller, id: string): Promise<Team>;
  update(
    caller: OperatorCaller,
    id: string,
    update: Pick<TeamUpdate, 'name' | 'suspended'>,
    expectedVersion?: ExpectedVersion,
  ): Promise<Team>;
}

export interface TeamServiceDependencies {
  readonly store: TeamStore;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: AuditTrail;
  readonly owners: TeamOwners;
  /** Other slices that give a new team what every team has, in the same unit of work. */
  readonly foundings: readonly TeamFounding[];
  readonly suspensions: readonly TeamSuspension[];
}

/** Another slice that ends what a suspended team may not use, in the same unit of work. */
export interface TeamSuspension {
  teamSuspended(teamId: string): Promise<void>;
}

export interface TeamFounding {
  teamFounded(caller: Caller, teamId: string, ownerId: string): Promise<void>;
}

export function createTeamService(dependencies: TeamServiceDependencies): TeamService {
  const { store, unitOfWork, clock, ids, audit, owners, foundings, suspensions } = dependencies;

  async function existing(id: string): Promise<Team> {
    const team = await store.find(id);
    if (team === undefined) throw notFound('team');
    return team;
  }

  const update = (
    caller: Caller,
    id: string,
    wanted: TeamUpdate,
    expectedVersion?: ExpectedVersion,
  ) =>
    unitOfWork.run(async () => {
      const team = await store.findForUpdate(id);
      if (team === undefined) throw notFound('team');
      requireVersion(team.version, expectedVersion);
      const change = decideTeamChange(team, wanted, clock.now());
      if (Object.keys(change).length === 0) return team;
      await store.update(id, change);
      if (change.suspendedAt) {
        for (const suspension of suspensions) await suspension.teamSuspended(id);
      }
      const updated = await existing(id);
      await audit.record(caller, {
        action: 'team.updated',
        target: { kind: 'team', id, teamId: id },
        before: teamSnapshot(team),
        after: teamSnapshot(updated),
      });
      return updated;
    });

  return {
    own: ({ principal }) => existing(principal.teamId),

    updateOwn: (caller, wanted, expectedVersion) =>
      update(caller, caller.principal.teamId, wanted, expectedVersion),

    create: (caller, { name, owner: person }) =>
      unitOfWork.run(async () => {
        const team: Team = {
          id: ids.next('team'),
          name,
          maxKeyLifetimeSeconds: null,
          requireExpiry: false,
          allowedSecretDeliveries: null,
          policyDeclaration: null,
          suspendedAt: null,
          createdAt: clock.now(),
          version: 1,
        };
        await store.insert(team);
        await audit.record(caller, {
          action: 'team.created',
          target: { kind: 'team', id: team.id, teamId: team.id },
          after: teamSnapshot(team),
        });
        const enrolled = await owners.enrol(caller, team.id, person);
        for (const founding of foundings) {
          await founding.teamFounded(caller, team.id, enrolled.owner.id);
        }
        return { team, ...enrolled };
      }),

    async list(_caller, filter, page) {
      return pageFrom(await store.list(filter, page), page.size);
    },

    find: (_caller, id) => existing(id),

    update,
  };
}

/** Only the fields that differ. Suspending a suspended team changes nothing. */
export function decideTeamChange(team: Team, wanted: TeamUpdate, now: Date): TeamChange {
  const { name, maxKeyLifetime, requireExpiry, allowedSecretDeliveries, suspended } = wanted;
  const cap = maxKeyLifetime === undefined ? team.maxKeyLifetimeSeconds : capOf(maxKeyLifetime);
  return {
    ...(name !== undefined && name !== team.name && { name }),
    ...(cap !== team.maxKeyLifetimeSeconds && { maxKeyLifetimeSeconds: cap }),
    ...(requireExpiry !== undefined && requireExpiry !== team.requireExpiry && { requireExpiry }),
    ...(allowedSecretDeliveries !== undefined &&
      !sameDeliveries(allowedSecretDeliveries, team.allowedSecretDeliveries) && {
        allowedSecretDeliveries: inOrder(allowedSecretDeliveries),
      }),
    ...(suspended !== undefined &&
      suspended !== (team.suspendedAt !== null) && { suspendedAt: suspended ? now : null }),
  };
}

type Deliveries = TeamPolicy['allowedSecretDeliveries'];

function inOrder(deliveries: Deliveries): Deliveries {
  return deliveries && SECRET_DELIVERIES.filter((delivery) => deliveries.includes(delivery));
}

function sameDeliveries(a: Deliveries, b: Deliveries): boolean {
  return inOrder(a)?.join() === inOrder(b)?.join();
}

function capOf(period: string | null): number | null {
  if (period === null) return null;
  const seconds = parsePeriodSeconds(period);
  if (seconds === undefined) {
    throw invalidField(
      '/max_key_lifetime',
      'invalid_period',
      'The value must be a period such as 12h or 90d.',
    );
  }
  return seconds;
}
