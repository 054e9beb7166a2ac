import { ID_PREFIX, isId } from '../domain/ids';
import type { CreatedKind } from './creations';

const PREFIX: Readonly<Record<CreatedKind, string>> = {
  role: ID_PREFIX.role,
  service_account: ID_PREFIX.serviceAccount,
  service_account_key: ID_PREFIX.serviceAccountKey,
  application_key: ID_PREFIX.applicationKey,
  service_key: ID_PREFIX.serviceKey,
  token: ID_PREFIX.token,
  group: ID_PREFIX.group,
  member: ID_PREFIX.member,
  wallet: ID_PREFIX.wallet,
  federated_identity: ID_PREFIX.federatedIdentity,
};

const KIND_OF: ReadonlyMap<string, CreatedKind> = new Map(
  Object.entries(PREFIX).map(([kind, prefix]) => [prefix, kind as CreatedKind]),
);

/** What an ID stands for, if that is something that a run creates. */
export function createdKindOf(id: string): CreatedKind | undefined {
  return isId(id) ? KIND_OF.get(id.slice(0, id.indexOf('_'))) : undefined;
}
