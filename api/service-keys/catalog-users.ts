import type { AffectedKey, CatalogUsers } from '../catalog/affected-keys';
import type { CatalogDirectory } from '../catalog/catalog-directory';
import { describeLoss } from '../catalog/service-loss';
import type { MemberDirectory } from '../members/member-directory';
import type { Notice, Notices } from '../notifications/notices';
import { everyFreeService } from './service-key-directory';
import type { ServiceKeyStore } from './service-key-store';

/** Finds the service keys that a catalog changes, and tells their members and owners. */
export function createCatalogUsers(dependencies: {
  readonly store: Pick<ServiceKeyStore, 'enabling'>;
  readonly catalog: Pick<CatalogDirectory, 'freeServices'>;
  readonly members: Pick<MemberDirectory, 'among' | 'owners'>;
  readonly notices: Notices;
}): CatalogUsers {
  const { store, catalog, members, notices } = dependencies;
  return {
    async using(serviceIds) {
      const free = everyFreeService(await catalog.freeServices());
      const isFreeLossy = free.some(({ serviceId }) => serviceIds.includes(serviceId));
      const keys = await store.enabling(serviceIds, { freeKeys: isFreeLossy });
      return keys.map((key) => ({ ...key, uses: key.plan === 'free' ? free : key.services }));
    },

    async tell(affected) {
      const { teamId, memberIds } = affected;
      const owners = await members.owners(teamId);
      const assigned = await members.among(teamId, memberIds);
      const active = [...owners, ...assigned].filter(({ status }) => status === 'active');
      for (const memberId of new Set(active.map(({ id }) => id))) {
        await notices.send(lossNotice(affected, memberId));
      }
    },
  };
}

/** A subject is one line, and a key can lose a hundred services. */
const MOST_NAMES = 3;

function namesOf(losses: AffectedKey['losses']): string {
  const names = losses.slice(0, MOST_NAMES).map(({ serviceId }) => serviceId);
  const leftOut = losses.length - names.length;
  return names.join(', ') + (leftOut > 0 ? ` and ${leftOut} more` : '');
}

function lossNotice({ teamId, id, name, plan, losses }: AffectedKey, memberId: string): Notice {
  const remedy =
    plan === 'free'
      ? 'If the catalog still offers a service that you need, create a paid service key and ' +
        'enable the service on it.'
      : 'If the catalog still offers a service that you need, ask an owner or admin of the team ' +
        'to enable it again, with a billing policy and models that are offered now.';
  return {
    teamId,
    memberId,
    subject: `The service key "${name}" can no longer call ${namesOf(losses)}`,
    text: [
      `The catalog of services has changed, and the service key "${name}" (${id}) can no ` +
        `longer call: ${losses.map(describeLoss).join(', ')}. Keyplane refuses these calls from ` +
        'now on.',
      remedy,
    ].join('\n\n'),
  };
}
