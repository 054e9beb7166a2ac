import { toMillis } from '../database/columns';
import type { Database } from '../database/database';
import type { Person } from './person';

export interface PersonStore {
  find(id: string): Promise<Person | undefined>;
  /** The person of the address: the given one, unless there is one already. */
  save(person: Person, verifiedAt: Date): Promise<Person>;
}

interface PersonRow {
  id: string;
  email: string;
  verified_at: number;
  created_at: number;
}

export function createKnexPersonStore(database: Database): PersonStore {
  const people = () => database.knex<PersonRow>('people');
  return {
    async find(id) {
      const [row] = await people().where({ id });
      return row && toPerson(row);
    },

    async save({ id, email }, verifiedAt) {
      const at = toMillis(verifiedAt);
      const [row] = await people()
        .insert({ id, email, verified_at: at, created_at: at })
        .onConflict('email')
        .merge({ verified_at: at })
        .returning(['id', 'email']);
      return toPerson(row as PersonRow);
    },
  };
}

function toPerson({ id, email }: PersonRow): Person {
  return { id, email };
}
