import type { SliceParts } from '../http/slice';
import { createKeyAlerts, type KeyAlertDependencies } from './key-alerts';

type Lookup = (teamId: string, id: string) => Promise<{ readonly name: string } | undefined>;

/** Tells members of keys that are about to expire. */
export function composeAlerts(
  dependencies: SliceParts &
    Omit<KeyAlertDependencies, 'unitOfWork' | 'ownerNames' | 'teamName'> & {
      readonly owners: Readonly<
        Record<'member' | 'service_account' | 'service_key', { find: Lookup }>
      >;
      readonly teams: { team(teamId: string): Promise<{ readonly name: string }> };
    },
) {
  const { database, owners, teams } = dependencies;
  const nameBy =
    (lookup: { find: Lookup }) =>
    async (teamId: string, id: string): Promise<string | undefined> =>
      (await lookup.find(teamId, id))?.name;
  const teamName = async (teamId: string) => (await teams.team(teamId)).name;
  return {
    endpoints: [],
    purge: [],
    alerts: createKeyAlerts({
      ...dependencies,
      ownerNames: {
        member: nameBy(owners.member),
        service_account: nameBy(owners.service_account),
        service_key: nameBy(owners.service_key),
      },
      teamName,
      unitOfWork: database,
    }),
    teamName,
  };
}
