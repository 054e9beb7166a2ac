import { Anchor, Text } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { sessionApi, type SessionView } from '../session/session-api';
import { SESSION_KEY } from '../api/session-key';
import { takeToken } from './fragment-token';
import { RedeemLink } from './redeem-link';
import { Card } from './sign-in-page';

/** Where the link of an invitation leads. */
export function JoinPage() {
  useDocumentTitle('Join your team · Keyplane');
  const [token] = useState(takeToken);
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const enter = (view: SessionView) => {
    queryClient.clear();
    queryClient.setQueryData(SESSION_KEY, view);
    void navigate({ to: '/', replace: true });
  };
  return (
    <Card title="Join your team">
      {token === null ? (
        <Text>
          The link of your invitation is incomplete. Copy it from the mail again. If you are already
          a member,{' '}
          <Anchor component={Link} to="/sign-in">
            sign in
          </Anchor>
          .
        </Text>
      ) : (
        <RedeemLink
          token={token}
          redeem={sessionApi.acceptInvitation}
          onSignedIn={enter}
          button="Accept the invitation"
        />
      )}
    </Card>
  );
}
