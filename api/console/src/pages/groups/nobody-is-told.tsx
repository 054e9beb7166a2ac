import { Alert } from '@mantine/core';
import { useGroups } from '../../api/lookups';
import { ACCOUNT_ALERTS } from './group-api';

/** A team with groups looks as if somebody got the account alerts. Says if that is not so. */
export function NobodyIsTold() {
  const groups = useGroups().data ?? [];
  const isTold = groups.some(
    ({ topics, member_ids: ids }) => topics.includes(ACCOUNT_ALERTS) && ids.length > 0,
  );
  if (groups.length === 0 || isTold) return null;
  return (
    <Alert color="yellow" mb="md">
      Nobody in this team gets account alerts, because no group with members is subscribed to them.
      Edit a group to subscribe it.
    </Alert>
  );
}
