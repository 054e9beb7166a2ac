import { description, id, instant, name, pageOf, pageQuery, search, z } from '../http/wire';
import type { CountedServiceAccount, ServiceAccountDeletion } from './service-account-service';

export const serviceAccountId = id('service_account');

const roleIds = z.array(id('role')).max(100);

export const serviceAccountParams = z.strictObject({ service_account_id: serviceAccountId });

export const createServiceAccountBody = z
  .strictObject({
    name,
    description: description.nullable().default(null),
    role_ids: roleIds.default([]),
    enabled: z.boolean().default(true),
  })
  .openapi('CreateServiceAccountRequest', {
    example: { name: 'CI pipeline', description: 'Deploys the shop' },
  });

export const updateServiceAccountBody = z
  .strictObject({
    name: name.optional(),
    description: description.nullable().optional(),
    role_ids: roleIds.optional(),
    enabled: z.boolean().optional(),
  })
  .openapi('UpdateServiceAccountRequest', { example: { name: 'CI pipeline' } });

export const listServiceAccountsQuery = pageQuery(serviceAccountId, ['created_at', 'name']).extend({
  q: search('service accounts', 'name or description', 'ID'),
  name: name
    .optional()
    .openapi({ description: 'Only the service account with exactly this name.' }),
});

export const serviceAccountSchema = z
  .strictObject({
    id: serviceAccountId,
    name: z.string(),
    description: z.string().nullable(),
    role_ids: z.array(z.string()),
    roles: z.array(z.strictObject({ id: z.string(), name: z.string() })),
    enabled: z.boolean(),
    active_key_count: z
      .number()
      .int()
      .openapi({
        description:
          'Number of active keys of the service account. A change of its roles, or disabling ' +
          'it, affects them immediately.',
      }),
    created_at: instant,
    created_by: z.string(),
  })
  .openapi('ServiceAccount');

export const serviceAccountPage = pageOf(serviceAccountSchema).openapi('ServiceAccountPage');

export const deleteServiceAccountQuery = z.strictObject({
  dry_run: z.enum(['true', 'false']).default('false').openapi({
    description: 'If `true`, the answer says what a deletion would revoke, and nothing is changed.',
  }),
});

export const serviceAccountDeletionSchema = z
  .strictObject({
    dry_run: z.boolean(),
    service_account: z.strictObject({ id: z.string(), name: z.string() }),
    revoked_keys: z.array(
      z.strictObject({
        id: z.string(),
        name: z.string().nullable(),
        last_used_at: instant.nullable(),
      }),
    ),
  })
  .openapi('ServiceAccountDeletion');

export function serviceAccountToWire({ account, activeKeyCount }: CountedServiceAccount) {
  return {
    id: account.id,
    name: account.name,
    description: account.description,
    role_ids: account.roles.map((role) => role.id),
    roles: account.roles.map(({ id: roleId, name: roleName }) => ({ id: roleId, name: roleName })),
    enabled: account.disabledAt === null,
    active_key_count: activeKeyCount,
    created_at: account.createdAt.toISOString(),
    created_by: account.createdBy,
  };
}

export function serviceAccountDeletionToWire({ dryRun, account, keys }: ServiceAccountDeletion) {
  return {
    dry_run: dryRun,
    service_account: { id: account.id, name: account.name },
    revoked_keys: keys.map((key) => ({
      id: key.id,
      name: key.name,
      last_used_at: key.lastUsedAt?.toISOString() ?? null,
    })),
  };
}
