import { useQuery } from '@tanstack/react-query';
import { api, type Schemas } from '../../api/client';
import { answerOf } from '../../api/problem';
import { ifMatch, versionedOf } from '../../api/versioned';
import { useTeamKey } from '../../session/session-context';

export type ServiceKey = Schemas['ServiceKey'];
export type EnabledService = Schemas['EnabledService'];

export const POLICY_TEXTS: Readonly<Record<EnabledService['billing_policy'], string>> = {
  free: 'Free',
  pay_as_you_go: 'Pay-as-you-go',
};

type Change = Schemas['UpdateServiceKeyRequest'];

const path = (id: string) => ({ path: { service_key_id: id } });

export const serviceKeyApi = {
  read: (id: string) =>
    versionedOf(api.GET('/v1/service-keys/{service_key_id}', { params: path(id) })),
  change: (id: string, body: Change, etag: string) =>
    answerOf(
      api.PATCH('/v1/service-keys/{service_key_id}', {
        params: { ...path(id), ...ifMatch(etag) },
        body,
      }),
    ),
  revoke: (id: string) =>
    answerOf(api.DELETE('/v1/service-keys/{service_key_id}', { params: path(id) })),
};

const MOST_TOKENS = 1000;

/** The tokens of a service key that work now and that the person may see. */
export function useActiveTokens(serviceKeyId: string) {
  return useQuery({
    queryKey: useTeamKey('service-key-tokens', { serviceKeyId, state: 'active' }),
    queryFn: async () => {
      const query = {
        service_key_id: serviceKeyId,
        state: 'active',
        page_size: MOST_TOKENS,
      } as const;
      return (await answerOf(api.GET('/v1/service-key-tokens', { params: { query } }))).items;
    },
  });
}

/** The services as a request contains them, from what the API has answered. */
export const enabledServices = ({ services }: ServiceKey): EnabledService[] =>
  services.map(({ service_id, billing_policy, model_ids, wallet_id }) => ({
    service_id,
    billing_policy,
    model_ids: [...model_ids],
    wallet_id,
  }));
