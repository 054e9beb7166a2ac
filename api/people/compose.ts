import type { SliceParts } from '../http/slice';
import { createPeople } from './people';
import { createKnexPersonStore } from './person-store';

/** Who has proved an email address. The members of a person are in `members`. */
export function composePeople(dependencies: SliceParts) {
  const store = createKnexPersonStore(dependencies.database);
  return { endpoints: [], purge: [], people: createPeople({ ...dependencies, store }) };
}
