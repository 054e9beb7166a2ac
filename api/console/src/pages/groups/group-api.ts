import { api, type Schemas } from '../../api/client';
import { answerOf } from '../../api/problem';
import { ifMatch, versionedOf } from '../../api/versioned';

export type Group = Schemas['Group'];

/** The alerts about keys that expire soon or have expired. */
export const ACCOUNT_ALERTS: Schemas['AlertTopic'] = 'account_alerts';

export type GroupFields = {
  readonly name: string;
  readonly description: string;
  readonly member_ids: string[];
  readonly isSubscribed: boolean;
};

export const NEW_GROUP: GroupFields = {
  name: '',
  description: '',
  member_ids: [],
  isSubscribed: true,
};

export function fieldsOf({ name, description, member_ids, topics }: Group): GroupFields {
  return {
    name,
    description: description ?? '',
    member_ids,
    isSubscribed: topics.includes(ACCOUNT_ALERTS),
  };
}

export function bodyOf({ name, description, member_ids, isSubscribed }: GroupFields) {
  return {
    name: name.trim(),
    description: description.trim() || null,
    member_ids,
    topics: isSubscribed ? [ACCOUNT_ALERTS] : [],
  };
}

const path = (id: string) => ({ path: { group_id: id } });

export const groupApi = {
  read: (id: string) => versionedOf(api.GET('/v1/groups/{group_id}', { params: path(id) })),
  create: (fields: GroupFields, idempotencyKey: string) =>
    answerOf(
      api.POST('/v1/groups', {
        params: { header: { 'Idempotency-Key': idempotencyKey } },
        body: bodyOf(fields),
      }),
    ),
  update: (id: string, fields: GroupFields, etag: string) =>
    answerOf(
      api.PATCH('/v1/groups/{group_id}', {
        params: { ...path(id), ...ifMatch(etag) },
        body: bodyOf(fields),
      }),
    ),
  remove: (id: string) => answerOf(api.DELETE('/v1/groups/{group_id}', { params: path(id) })),
};

/**
 * @param groups all groups of the team
 * @returns the IDs of members who get account alerts only because of this group
 */
export function alertedOnlyBy(group: Group, groups: readonly Group[]): readonly string[] {
  if (!group.topics.includes(ACCOUNT_ALERTS)) return [];
  const others = groups.filter(
    ({ id, topics }) => id !== group.id && topics.includes(ACCOUNT_ALERTS),
  );
  const stillAlerted = new Set(others.flatMap(({ member_ids }) => member_ids));
  return group.member_ids.filter((id) => !stillAlerted.has(id));
}
