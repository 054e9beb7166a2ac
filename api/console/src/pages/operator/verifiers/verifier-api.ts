import { api, type Schemas } from '../../../api/client';
import { answerOf } from '../../../api/problem';

export type Verifier = Schemas['Verifier'];

const path = (id: string) => ({ path: { service_account_id: id } });

export const verifierApi = {
  list: () => answerOf(api.GET('/v1/operator/verifiers')),
  allow: (id: string) =>
    answerOf(api.PUT('/v1/operator/verifiers/{service_account_id}', { params: path(id) })),
  withdraw: (id: string) =>
    answerOf(api.DELETE('/v1/operator/verifiers/{service_account_id}', { params: path(id) })),
};
