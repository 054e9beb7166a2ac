import { migrate } from '../../../api/database/migrate';
import { createKnexTeamStore } from '../../../api/teams/team-store';
import { DATABASES } from '../../support/api';
import { openEarlierInstallation } from './earlier-installation';

const LAST_WITHOUT_POLICIES = '0007-secret-deliveries';

test.each(DATABASES)(
  'an upgrade on %s adds no requirement for the keys of a team',
  async (databaseName) => {
    const { database, close } = await openEarlierInstallation(databaseName, LAST_WITHOUT_POLICIES);
    try {
      const team = { id: 'team_1', name: 'Team', max_key_lifetime_seconds: 60 };
      await database.knex('teams').insert({ ...team, created_at: 1, version: 1 });
      expect(await migrate(database)).toContain('0008-team-policies-and-usage');
      expect(await createKnexTeamStore(database).find('team_1')).toMatchObject({
        maxKeyLifetimeSeconds: 60,
        requireExpiry: false,
        allowedSecretDeliveries: null,
      });
    } finally {
      await close();
    }
  },
);
