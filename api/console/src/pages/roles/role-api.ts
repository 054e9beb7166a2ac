import { useQuery } from '@tanstack/react-query';
import { api, type Schemas } from '../../api/client';
import { answerOf } from '../../api/problem';
import { ifMatch, versionedOf } from '../../api/versioned';
import { useTeamKey } from '../../session/session-context';

export type Role = Schemas['Role'];

export interface RoleFields extends Record<string, unknown> {
  readonly name: string;
  readonly description: string;
  readonly permissions: string[];
}

const path = (id: string) => ({ path: { role_id: id } });

export function useRole(id: string) {
  return useQuery({
    queryKey: useTeamKey('roles', id),
    queryFn: () => answerOf(api.GET('/v1/roles/{role_id}', { params: path(id) })),
  });
}

export const bodyOf = ({ name, description, permissions }: RoleFields) => ({
  name: name.trim(),
  description: description.trim() || null,
  permissions,
});

export const roleApi = {
  read: (id: string) => versionedOf(api.GET('/v1/roles/{role_id}', { params: path(id) })),
  create: (fields: RoleFields, idempotencyKey: string) =>
    answerOf(
      api.POST('/v1/roles', {
        params: { header: { 'Idempotency-Key': idempotencyKey } },
        body: bodyOf(fields),
      }),
    ),
  update: (id: string, fields: RoleFields, etag: string) =>
    answerOf(
      api.PATCH('/v1/roles/{role_id}', {
        params: { ...path(id), ...ifMatch(etag) },
        body: bodyOf(fields),
      }),
    ),
  remove: (id: string) => answerOf(api.DELETE('/v1/roles/{role_id}', { params: path(id) })),
};
