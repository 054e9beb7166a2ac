import type { UnitOfWork } from '../database/unit-of-work';
import type { AuditTrail } from '../domain/audit-trail';
import type { Clock } from '../domain/clock';
import { Failure, notFound } from '../domain/failure';
import type { TeamCaller } from '../domain/principal';
import { shownTime } from '../domain/shown-time';
import { requireVersion, type ExpectedVersion } from '../domain/version';
import { policySnapshot, type PolicyDeclaration, type Team } from './team';
import { decideTeamChange, type TeamUpdate } from './team-service';
import type { TeamChange, TeamStore } from './team-store';

/** A team whose policy is declared. */
export interface DeclaredTeam extends Team {
  readonly policyDeclaration: PolicyDeclaration;
}

export type PolicyUpdate = Pick<
  TeamUpdate,
  'maxKeyLifetime' | 'requireExpiry' | 'allowedSecretDeliveries'
>;

export interface TakeOver {
  /**
   * The stack that the caller believes to manage the policy. If undefined, the caller's own stack.
   */
  readonly takeOverFrom?: string | null | undefined;
}

/** The policy of a team as one Terraform configuration declares it: a team has one policy. */
export interface TeamPolicyService {
  /** The declared policy of the caller's team; empty if no configuration declares it. */
  list(caller: TeamCaller): Promise<readonly DeclaredTeam[]>;
  /** @throws Failure `not_found` if no configuration declares it */
  find(caller: TeamCaller, teamId: string): Promise<DeclaredTeam>;
  /** @throws Failure `team_policy_declared`, which names the stack that manages it */
  declare(caller: TeamCaller, policy: Required<PolicyUpdate>): Promise<DeclaredTeam>;
  /** @throws Failure `team_policy_declared` if another stack manages it */
  update(
    caller: TeamCaller,
    teamId: string,
    update: PolicyUpdate & TakeOver,
    expectedVersion?: ExpectedVersion,
  ): Promise<DeclaredTeam>;
  /**
   * Restores the defaults, after which any stack may declare it.
   * @throws Failure `team_policy_declared` if another stack manages it
   */
  delete(caller: TeamCaller, teamId: string, expectedVersion?: ExpectedVersion): Promise<void>;
}

const DEFAULT_POLICY: Required<PolicyUpdate> = {
  maxKeyLifetime: null,
  requireExpiry: false,
  allowedSecretDeliveries: null,
};

export function createTeamPolicyService(dependencies: {
  readonly store: TeamStore;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly audit: AuditTrail;
}): TeamPolicyService {
  const { store, unitOfWork, clock, audit } = dependencies;

  async function lockedTeam({ principal }: TeamCaller): Promise<Team> {
    const team = await store.findForUpdate(principal.teamId);
    if (team === undefined) throw notFound('team');
    return team;
  }

  async function lockedPolicy(
    caller: TeamCaller,
    teamId: string,
    expectedVersion: ExpectedVersion | undefined,
  ): Promise<DeclaredTeam> {
    if (teamId !== caller.principal.teamId) throw notFound('team policy');
    const team = declared(await lockedTeam(caller));
    requireVersion(team.version, expectedVersion);
    return team;
  }

  /** Nothing is written, and nothing recorded, if nothing changes. */
  async function change(
    caller: TeamCaller,
    team: Team,
    decided: TeamChange,
    action: 'created' | 'updated' | 'deleted',
  ): Promise<Team> {
    if (Object.keys(decided).length === 0) return team;
    await store.update(team.id, decided);
    const changed = (await store.find(team.id)) ?? team;
    await audit.record(caller, {
      action: `team_policy.${action}`,
      target: { kind: 'team', id: team.id },
      before: declarationSnapshot(team),
      after: declarationSnapshot(changed),
    });
    return changed;
  }

  return {
    async list({ principal }) {
      const team = await store.find(principal.teamId);
      return team !== undefined && isDeclared(team) ? [team] : [];
    },

    async find({ principal }, teamId) {
      const team = teamId === principal.teamId ? await store.find(teamId) : undefined;
      if (team === undefined) throw notFound('team policy');
      return declared(team);
    },

    declare: (caller, policy) =>
      unitOfWork.run(async () => {
        const team = await lockedTeam(caller);
        if (team.policyDeclaration !== null) throw alreadyDeclared(team.id, team.policyDeclaration);
        const declaration: PolicyDeclaration = {
          stack: caller.stack,
          declaredBy: caller.principal.id,
          declaredAt: clock.now(),
        };
        const decided = decideTeamChange(team, policy, clock.now());
        const changed = { ...decided, policyDeclaration: declaration };
        return declared(await change(caller, team, changed, 'created'));
      }),

    update: (caller, teamId, { takeOverFrom, ...wanted }, expectedVersion) =>
      unitOfWork.run(async () => {
        const team = await lockedPolicy(caller, teamId, expectedVersion);
        const manager = decideManager(team, caller.stack, takeOverFrom);
        const decided = {
          ...decideTeamChange(team, wanted, clock.now()),
          ...(manager !== team.policyDeclaration && { policyDeclaration: manager }),
        };
        return declared(await change(caller, team, decided, 'updated'));
      }),

    delete: (caller, teamId, expectedVersion) =>
      unitOfWork.run(async () => {
        const team = await lockedPolicy(caller, teamId, expectedVersion);
        decideManager(team, caller.stack, undefined);
        const restored = decideTeamChange(team, DEFAULT_POLICY, clock.now());
        await change(caller, team, { ...restored, policyDeclaration: null }, 'deleted');
      }),
  };
}

function isDeclared(team: Team): team is DeclaredTeam {
  return team.policyDeclaration !== null;
}

function declared(team: Team): DeclaredTeam {
  if (!isDeclared(team)) throw notFound('team policy');
  return team;
}

/**
 * Who manages the policy after a change by this stack. A request without a stack comes from a
 * person. It is accepted, as `PATCH /v1/team` is, and does not change which stack manages the
 * policy.
 * @throws Failure `team_policy_declared` if another stack manages it, and the caller does not name
 * that stack
 */
function decideManager(
  { id, policyDeclaration: present }: DeclaredTeam,
  stack: string | null,
  takeOverFrom: string | null | undefined,
): PolicyDeclaration {
  if (stack === null || stack === present.stack) return present;
  if (takeOverFrom === undefined || takeOverFrom !== present.stack) {
    throw alreadyDeclared(id, present);
  }
  return { ...present, stack };
}

function alreadyDeclared(teamId: string, declaration: PolicyDeclaration): Failure {
  const { stack, declaredBy, declaredAt } = declaration;
  const first = stack === null ? 'a request without a stack' : `the stack "${stack}"`;
  return new Failure(
    'team_policy_declared',
    `The policy of this team is already declared by ${first} (${declaredBy}, ${shownTime(declaredAt)}). ` +
      'A team has one policy. Change it there. To manage it here instead, destroy it there, which ' +
      'restores the defaults, or remove it from that state with `terraform state rm`. After a ' +
      `\`terraform state rm\`, import ${teamId} here: the next apply then takes the policy over.`,
    { resourceId: teamId },
  );
}

function declarationSnapshot(team: Team) {
  return { ...policySnapshot(team), stack: team.policyDeclaration?.stack ?? null };
}
