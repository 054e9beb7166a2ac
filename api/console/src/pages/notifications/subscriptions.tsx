import { Alert, Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api } from '../../api/client';
import { answerOf } from '../../api/problem';
import { useMay, useTeamKey, useTeamSession } from '../../session/session-context';

const LARGEST_PAGE = 1000;

/** Through which groups the person gets alerts, or that they get none. */
export function Subscriptions() {
  const may = useMay();
  return may('groups.read') ? <OwnGroups /> : null;
}

function OwnGroups() {
  const may = useMay();
  const { member } = useTeamSession().membership;
  const groups = useQuery({
    queryKey: useTeamKey('groups', 'subscribed'),
    queryFn: () =>
      answerOf(api.GET('/v1/groups', { params: { query: { page_size: LARGEST_PAGE } } })),
  });
  if (groups.data === undefined) return null;
  const names = groups.data.items
    .filter(({ topics, member_ids }) => topics.length > 0 && member_ids.includes(member.id))
    .map(({ name }) => `“${name}”`);
  return (
    <Alert color="blue" mb="md">
      {names.length > 0 ? (
        `You get account alerts through your ${names.length > 1 ? 'groups' : 'group'} ${new Intl.ListFormat('en-US').format(names)}. You get a notification here and by email every day, beginning 14 days before a key expires.`
      ) : (
        <>
          No group of yours has subscribed to account alerts, so you are not warned before keys of
          your team expire. You get only notifications that concern you personally.{' '}
          {may('groups.update') ? (
            <>
              To change that, subscribe a group and add yourself to it under{' '}
              <Anchor component={Link} to="/groups" inherit c="inherit" underline="always">
                Groups
              </Anchor>
              .
            </>
          ) : (
            'An owner or an admin can add you to such a group.'
          )}
        </>
      )}
    </Alert>
  );
}
