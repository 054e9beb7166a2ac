import { api, type Schemas } from '../../api/client';
import { answerOf } from '../../api/problem';

export type ServiceKey = Schemas['ServiceKey'];
export type EnabledService = Schemas['EnabledService'];

type Change = Schemas['UpdateServiceKeyRequest'];

const path = (id: string) => ({ path: { service_key_id: id } });

export const serviceKeyApi = {
  change: (id: string, body: Change) =>
    answerOf(api.PATCH('/v1/service-keys/{service_key_id}', { params: path(id), body })),
  revoke: (id: string) =>
    answerOf(api.DELETE('/v1/service-keys/{service_key_id}', { params: path(id) })),
};

/** What the API takes, from what it shows. */
export const enabledServices = ({ services }: ServiceKey): EnabledService[] =>
  services.map(({ service_id, billing_policy, model_ids, wallet_id }) => ({
    service_id,
    billing_policy,
    model_ids: [...model_ids],
    wallet_id,
  }));
