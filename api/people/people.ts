import type { Clock } from '../domain/clock';
import type { Ids } from '../domain/ids';
import type { Person } from './person';
import type { PersonStore } from './person-store';

export interface People {
  find(id: string): Promise<Person | undefined>;
  /** Somebody has just proved that they read the mail of this address. Joins the unit of work. */
  prove(email: string): Promise<Person>;
}

export function createPeople(dependencies: {
  readonly store: PersonStore;
  readonly clock: Clock;
  readonly ids: Ids;
}): People {
  const { store, clock, ids } = dependencies;
  return {
    find: (id) => store.find(id),
    prove: (email) =>
      store.save({ id: ids.next('person'), email: email.toLowerCase() }, clock.now()),
  };
}
