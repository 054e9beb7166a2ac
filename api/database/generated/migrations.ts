import type { Knex } from 'knex';
import * as m0 from '../migrations/0001-keys-and-owners';
import * as m1 from '../migrations/0002-federated-identities';
import * as m2 from '../migrations/0003-groups-and-notifications';
import * as m3 from '../migrations/0004-catalogue-and-wallets';
import * as m4 from '../migrations/0005-service-keys';
import * as m5 from '../migrations/0006-verifiers';
import * as m6 from '../migrations/0007-secret-deliveries';
import * as m7 from '../migrations/0008-team-policies-and-usage';
import * as m8 from '../migrations/0009-changes';
import * as m9 from '../migrations/0010-key-uses';
import * as m10 from '../migrations/0010-repair-edited-migrations';
import * as m11 from '../migrations/0011-runs';
import * as m12 from '../migrations/0012-postgres-changes';
import * as m13 from '../migrations/0013-usage-indexes';
import * as m14 from '../migrations/0015-unlimited-texts';
import * as m15 from '../migrations/0016-rolling-upgrades';
import * as m16 from '../migrations/0017-restores';
import * as m17 from '../migrations/0018-sent-invitations';
import * as m18 from '../migrations/0020-ended-secrets';
import * as m19 from '../migrations/0023-first-expiries';
import * as m20 from '../migrations/0024-creation-lists';
import * as m21 from '../migrations/0025-declared-rotations';
import * as m22 from '../migrations/0026-team-policy-owner';
import * as m23 from '../migrations/0027-people-and-sessions';
import * as m24 from '../migrations/0028-sign-in-links';
import * as m25 from '../migrations/0029-passkeys';
import * as m26 from '../migrations/0030-sorted-lists';
import * as m27 from '../migrations/0031-token-terms';
import * as m28 from '../migrations/0032-sessions-of-passkeys';

/**
 * Written by `npm run generate`. A migration that has been applied anywhere is never edited. A release
 * only adds; what the release before still uses is dropped by the next one (`api/DESIGN.md`, "Upgrades").
 */
export const MIGRATIONS: Readonly<Record<string, Knex.Migration>> = {
  '0001-keys-and-owners': m0,
  '0002-federated-identities': m1,
  '0003-groups-and-notifications': m2,
  '0004-catalogue-and-wallets': m3,
  '0005-service-keys': m4,
  '0006-verifiers': m5,
  '0007-secret-deliveries': m6,
  '0008-team-policies-and-usage': m7,
  '0009-changes': m8,
  '0010-key-uses': m9,
  '0010-repair-edited-migrations': m10,
  '0011-runs': m11,
  '0012-postgres-changes': m12,
  '0013-usage-indexes': m13,
  '0015-unlimited-texts': m14,
  '0016-rolling-upgrades': m15,
  '0017-restores': m16,
  '0018-sent-invitations': m17,
  '0020-ended-secrets': m18,
  '0023-first-expiries': m19,
  '0024-creation-lists': m20,
  '0025-declared-rotations': m21,
  '0026-team-policy-owner': m22,
  '0027-people-and-sessions': m23,
  '0028-sign-in-links': m24,
  '0029-passkeys': m25,
  '0030-sorted-lists': m26,
  '0031-token-terms': m27,
  '0032-sessions-of-passkeys': m28,
};
