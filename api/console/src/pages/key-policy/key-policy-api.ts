import { useQuery } from '@tanstack/react-query';
import { api, type Schemas } from '../../api/client';
import { answerOf } from '../../api/problem';
import { ifMatch, versionedOf } from '../../api/versioned';
import { useTeamKey } from '../../session/session-context';

export type KeyPolicy = Schemas['TeamPolicy'];
type Delivery = NonNullable<KeyPolicy['allowed_secret_deliveries']>[number];

export const DELIVERIES: readonly { readonly value: Delivery; readonly label: string }[] = [
  { value: 'plain', label: 'Plain: in the answer to the creation' },
  { value: 'claim', label: 'Claim: fetched once by its owner' },
  { value: 'encrypted', label: 'Encrypted: only the recipient can read it' },
  { value: 'public_key', label: 'Public key: there is no secret' },
];

export interface KeyPolicyFields extends Record<string, unknown> {
  /** A period, or empty for no limit. */
  readonly max_key_lifetime: string;
  readonly require_expiry: boolean;
  readonly allowed_secret_deliveries: Delivery[];
}

export const NO_LIMITS: KeyPolicyFields = {
  max_key_lifetime: '',
  require_expiry: false,
  allowed_secret_deliveries: DELIVERIES.map(({ value }) => value),
};

type Limits = Pick<KeyPolicy, 'max_key_lifetime' | 'require_expiry' | 'allowed_secret_deliveries'>;

export const fieldsOf = (policy: Limits): KeyPolicyFields => ({
  max_key_lifetime: policy.max_key_lifetime ?? '',
  require_expiry: policy.require_expiry,
  allowed_secret_deliveries: policy.allowed_secret_deliveries
    ? [...policy.allowed_secret_deliveries]
    : NO_LIMITS.allowed_secret_deliveries,
});

/** If every delivery is chosen, the policy lists none, so deliveries that a later release adds are allowed, too. */
export const bodyOf = (fields: KeyPolicyFields) => ({
  max_key_lifetime: fields.max_key_lifetime.trim() || null,
  require_expiry: fields.require_expiry,
  allowed_secret_deliveries:
    fields.allowed_secret_deliveries.length === DELIVERIES.length
      ? null
      : fields.allowed_secret_deliveries,
});

const path = (id: string) => ({ path: { team_id: id } });

/** The declared policy of the team; `null` if none is declared. */
export function useKeyPolicy() {
  return useQuery({
    queryKey: useTeamKey('team-policies'),
    // A list, because browsers report each 404 as an error.
    queryFn: async (): Promise<KeyPolicy | null> =>
      (await answerOf(api.GET('/v1/team-policies'))).items[0] ?? null,
  });
}

export const keyPolicyApi = {
  read: (id: string) => versionedOf(api.GET('/v1/team-policies/{team_id}', { params: path(id) })),
  declare: (fields: KeyPolicyFields, idempotencyKey: string) =>
    answerOf(
      api.POST('/v1/team-policies', {
        params: { header: { 'Idempotency-Key': idempotencyKey } },
        body: bodyOf(fields),
      }),
    ),
  update: (id: string, fields: KeyPolicyFields, etag: string) =>
    answerOf(
      api.PATCH('/v1/team-policies/{team_id}', {
        params: { ...path(id), ...ifMatch(etag) },
        body: bodyOf(fields),
      }),
    ),
  remove: (id: string) => answerOf(api.DELETE('/v1/team-policies/{team_id}', { params: path(id) })),
};
