import type { Database } from '../database/database';
import type { Verifier } from './verifier';

export interface VerifierStore {
  /** Sorted by ID. */
  list(): Promise<readonly Verifier[]>;
  /** `undefined` if the service account does not exist. */
  set(serviceAccountId: string, verifiesEveryTeam: boolean): Promise<Verifier | undefined>;
}

interface VerifierRow {
  id: string;
  team_id: string;
  name: string;
  verifies_every_team: boolean;
}

export function createKnexVerifierStore(database: Database): VerifierStore {
  const accounts = () => database.knex<VerifierRow>('service_accounts');

  return {
    async list() {
      const rows = await accounts().where({ verifies_every_team: true }).orderBy('id');
      return rows.map(toVerifier);
    },

    async set(id, verifies_every_team) {
      await accounts().where({ id }).update({ verifies_every_team });
      const [row] = await accounts().where({ id });
      return row && toVerifier(row);
    },
  };
}

function toVerifier({ id, team_id, name }: VerifierRow): Verifier {
  return { serviceAccountId: id, teamId: team_id, name };
}
