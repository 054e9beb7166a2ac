import { useQuery } from '@tanstack/react-query';
import { api, type Schemas } from '../../api/client';
import { answerOf } from '../../api/problem';
import { ifMatch, versionedOf } from '../../api/versioned';
import { useTeamKey } from '../../session/session-context';

/** A service account: S4 calls it a credential, and its keys tokens. */
export type Credential = Schemas['ServiceAccount'];

const path = (id: string) => ({ path: { service_account_id: id } });

export function useCredential(id: string) {
  return useQuery({
    queryKey: useTeamKey('service-accounts', id),
    queryFn: () =>
      answerOf(api.GET('/v1/service-accounts/{service_account_id}', { params: path(id) })),
  });
}

export const credentialApi = {
  read: (id: string) =>
    versionedOf(api.GET('/v1/service-accounts/{service_account_id}', { params: path(id) })),
  setRoles: (id: string, role_ids: string[], etag: string) =>
    answerOf(
      api.PATCH('/v1/service-accounts/{service_account_id}', {
        params: { ...path(id), ...ifMatch(etag) },
        body: { role_ids },
      }),
    ),
  setEnabled: (id: string, enabled: boolean) =>
    answerOf(
      api.PATCH('/v1/service-accounts/{service_account_id}', {
        params: path(id),
        body: { enabled },
      }),
    ),
  remove: (id: string) =>
    answerOf(api.DELETE('/v1/service-accounts/{service_account_id}', { params: path(id) })),
};
