import type { AuditTrail } from '../domain/audit-trail';
import type { UnitOfWork } from '../database/unit-of-work';
import type { Clock } from '../domain/clock';
import type { Caller } from '../domain/principal';
import {
  applicationKeyCreated,
  type ApplicationKeyIssuer,
  type IssuedApplicationKey,
} from '../members/application-key-ports';
import type { OwnerWithKey, Person, TeamOwners } from '../members/team-owners';
import type { TeamDirectory } from '../teams/team-directory';
import type { TeamService } from '../teams/team-service';
import type { BootstrapFile } from './bootstrap-file';
import type { FirstCredential, FirstCredentials } from './first-credentials';
import { operatorAtTheMachine, type Operator } from './operator';
import type { OperatorStore } from './operator-store';

export interface Bootstrap {
  /**
   * On an empty database: creates the operator, the team `default`, its owner and their keys. The file is
   * written before anything is committed, so there is never a credential that nobody has.
   * @returns `undefined` if the database has an operator already: nothing was done
   * @throws BootstrapFileExistsError
   */
  start(owner: Person, file: BootstrapFile): Promise<FirstCredentials | undefined>;
  /**
   * Creates another key for a team's oldest active owner, or for `person` if there is none.
   * @param teamId if absent, the oldest team
   * @throws NotStartedError, or Failure `not_found`
   */
  recoverOwner(person: Person, teamId?: string): Promise<FirstCredentials['owner']>;
  /** @throws NotStartedError */
  recoverOperator(): Promise<FirstCredential>;
}

/** There is nobody to recover, because the server has not run on this database yet. */
export class NotStartedError extends Error {
  override readonly name = 'NotStartedError';

  constructor() {
    super('This database is empty. Start Keyplane on it once to create the first credentials.');
  }
}

export interface BootstrapDependencies {
  readonly store: OperatorStore;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly audit: AuditTrail;
  readonly keys: ApplicationKeyIssuer;
  readonly teams: Pick<TeamService, 'create'>;
  readonly directory: Pick<TeamDirectory, 'team' | 'oldest'>;
  readonly owners: Pick<TeamOwners, 'recover'>;
}

/** The ID is fixed. If several replicas start together, the database can then tell which one was first. */
const FIRST_OPERATOR_ID = 'op_first';

export function createBootstrap(dependencies: BootstrapDependencies): Bootstrap {
  const { store, unitOfWork, clock, audit, keys, teams, directory, owners } = dependencies;

  async function issueOperatorKey(
    caller: Caller,
    operator: Operator,
    description: string,
  ): Promise<IssuedApplicationKey> {
    const key = {
      ownerKind: 'operator',
      ownerId: operator.id,
      teamId: null,
      description,
      creator: { id: operator.id, keyId: null },
    } as const;
    const issued = await keys.issueApplicationKey(key);
    await audit.record(caller, applicationKeyCreated(key, issued));
    return issued;
  }

  async function existingOperator(): Promise<Operator> {
    const operator = await store.findFirst();
    if (operator === undefined) throw new NotStartedError();
    return operator;
  }

  const createAll = (person: Person, file: BootstrapFile) =>
    unitOfWork.run(async (): Promise<FirstCredentials | undefined> => {
      const operator = { id: FIRST_OPERATOR_ID, name: 'Operator', createdAt: clock.now() };
      if (!(await store.claimFirst(operator))) return undefined;
      const caller = operatorAtTheMachine(operator, 'bootstrap');
      await audit.record(caller, {
        action: 'operator.created',
        target: { kind: 'operator', id: operator.id },
        after: { id: operator.id, name: operator.name },
      });
      const { clientId, secret } = await issueOperatorKey(caller, operator, 'First key');
      const founded = await teams.create(caller, { name: 'default', owner: person });
      const credentials = {
        operator: { clientId, secret },
        team: { id: founded.team.id, name: founded.team.name },
        owner: ownerCredential(founded),
      };
      await file.write(credentials);
      return credentials;
    });

  return {
    async start(person, file) {
      let written = false;
      const remembering: BootstrapFile = {
        ...file,
        async write(credentials) {
          await file.write(credentials);
          written = true;
        },
      };
      try {
        return await createAll(person, remembering);
      } catch (error) {
        if (written) await file.discard();
        throw error;
      }
    },

    recoverOwner: (person, teamId) =>
      unitOfWork.run(async () => {
        const caller = operatorAtTheMachine(await existingOperator(), 'recover');
        const team = teamId === undefined ? await directory.oldest() : await directory.team(teamId);
        if (team === undefined) throw new NotStartedError();
        return ownerCredential(await owners.recover(caller, team.id, person));
      }),

    recoverOperator: () =>
      unitOfWork.run(async () => {
        const operator = await existingOperator();
        const caller = operatorAtTheMachine(operator, 'recover');
        const { clientId, secret } = await issueOperatorKey(caller, operator, 'Recovered');
        return { clientId, secret };
      }),
  };
}

function ownerCredential({ owner, applicationKey }: OwnerWithKey): FirstCredentials['owner'] {
  const { clientId, secret } = applicationKey;
  return { memberId: owner.id, clientId, secret };
}
