import { useQuery } from '@tanstack/react-query';
import { api, type Schemas } from '../../api/client';
import { readAll } from '../../api/lookups';
import { answerOf } from '../../api/problem';
import { ifMatch, versionedOf } from '../../api/versioned';
import { useMay, useTeamKey } from '../../session/session-context';

/** A federated identity: an external issuer whose tokens act for the credential. */
export type Trust = Schemas['FederatedIdentity'];

export interface TrustBody {
  readonly name: string;
  readonly issuer: string;
  /** Absent if it is the address of this Keyplane. */
  readonly audience?: string;
  readonly subject_pattern: string | null;
  readonly claims: Record<string, string>;
  readonly allow_pull_requests: boolean;
  readonly replay_protection: boolean;
}

const ONE = '/v1/federated-identities/{federated_identity_id}';
const path = (id: string) => ({ path: { federated_identity_id: id } });

export const trustApi = {
  create: (service_account_id: string, body: TrustBody, idempotencyKey: string) =>
    answerOf(
      api.POST('/v1/federated-identities', {
        params: { header: { 'Idempotency-Key': idempotencyKey } },
        body: { service_account_id, ...body },
      }),
    ),
  read: (id: string) => versionedOf(api.GET(ONE, { params: path(id) })),
  update: (id: string, body: TrustBody, etag: string) =>
    answerOf(api.PATCH(ONE, { params: { ...path(id), ...ifMatch(etag) }, body })),
  setEnabled: (id: string, enabled: boolean) =>
    answerOf(api.PATCH(ONE, { params: path(id), body: { enabled } })),
  remove: (id: string) => answerOf(api.DELETE(ONE, { params: path(id) })),
};

/** All federated identities of a credential, to say what ends with it. */
export function useTrusts(accountId: string) {
  const may = useMay();
  return useQuery({
    queryKey: useTeamKey('federated-identities', 'all', accountId),
    enabled: may('federated_identities.read'),
    queryFn: () =>
      readAll((page) =>
        answerOf(
          api.GET('/v1/federated-identities', {
            params: { query: { ...page, service_account_id: accountId } },
          }),
        ),
      ),
  });
}
