import { invalidField } from '../domain/failure';
import type { SecretDelivery } from '../domain/secret-delivery';
import type { TeamCaller } from '../domain/principal';
import {
  decideDelivery,
  impliedDelivery,
  type Delivery,
  type WantedDelivery,
} from '../keys/delivery/delivery';
import type { Key } from '../keys/key';
import type { TeamPolicy } from '../teams/team-policy';

/**
 * Only the member who owns a personal token gets its new secret (S3). If somebody else rotates it,
 * the secret waits for that member to claim it.
 * @throws Failure `invalid_request` if anybody else would get it; as `decideDelivery`
 */
export async function decideTokenDelivery(
  caller: TeamCaller,
  owner: Pick<Key, 'ownerKind' | 'ownerId'>,
  wanted: WantedDelivery,
  policy: TeamPolicy,
  unsaid: SecretDelivery = 'plain',
): Promise<Delivery> {
  if (owner.ownerKind !== 'member') return decideDelivery(wanted, policy, unsaid);
  if (wanted.claimantId !== undefined && wanted.claimantId !== owner.ownerId) {
    throw invalidField(
      '/claimant_id',
      'member_only',
      'Only the member who owns a personal token can fetch its secret. Omit claimant_id.',
    );
  }
  if (owner.ownerId === caller.principal.id) return decideDelivery(wanted, policy, unsaid);
  const asked = wanted.secretDelivery ?? impliedDelivery(wanted) ?? 'claim';
  if (asked !== 'claim') {
    throw invalidField(
      '/secret_delivery',
      'member_only',
      'Only the member who owns a personal token gets its new secret. Omit ' +
        'secret_delivery. The secret then waits until the member fetches it.',
    );
  }
  const forMember = { ...wanted, secretDelivery: asked, claimantId: owner.ownerId };
  return decideDelivery(forMember, policy);
}
