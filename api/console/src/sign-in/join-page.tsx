import { Anchor, Text } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { SESSION_KEY } from '../api/session-key';
import { Card } from '../components/card';
import { RevealStep, type Reveal } from '../components/reveal-step';
import { sessionApi, type JoinedSession } from '../session/session-api';
import { takeToken } from './fragment-token';
import { RedeemLink } from './redeem-link';

type Step =
  | { readonly name: 'invited' }
  | { readonly name: 'reveal'; readonly reveal: Reveal }
  | { readonly name: 'done' };

/** Where the link of an invitation leads. A new member also gets a first application key, once. */
export function JoinPage() {
  useDocumentTitle('Join your team · Keyplane');
  const [token] = useState(takeToken);
  const [step, setStep] = useState<Step>({ name: 'invited' });
  const queryClient = useQueryClient();
  const enter = ({ application_key: key, ...view }: JoinedSession) => {
    queryClient.clear();
    queryClient.setQueryData(SESSION_KEY, view);
    setStep({ name: 'reveal', reveal: firstKey(key) });
  };
  if (step.name === 'done') return <ToFirstPage />;
  if (step.name === 'reveal') {
    return (
      <Card title={step.reveal.title}>
        <RevealStep reveal={step.reveal} onClose={() => setStep({ name: 'done' })} />
      </Card>
    );
  }
  return (
    <Card title="Join your team">
      {token === null ? (
        <Text>
          The link of your invitation is incomplete. Copy it from the mail again. If you are already
          a member,{' '}
          <Anchor component={Link} to="/sign-in" underline="always">
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

/** In an effect, because the dialog of the secret blocks every navigation until it is gone. */
function ToFirstPage() {
  const navigate = useNavigate();
  useEffect(() => void navigate({ to: '/', replace: true }), [navigate]);
  return null;
}

function firstKey(key: JoinedSession['application_key']): Reveal {
  return {
    title: 'Your first application key',
    notice:
      'The Secret is shown only now. With it you can sign in at any time, call the API and run Terraform.',
    values: [
      { label: 'Secret', value: key.secret, isSecret: true },
      { label: 'Client ID', value: key.client_id },
    ],
    done: 'OK, I have copied it',
  };
}
