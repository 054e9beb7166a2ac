import { Alert, Button, Divider, Loader, Stack } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { Card } from '../components/card';
import { ProblemAlert } from '../components/problem-alert';
import { OIDC_SIGN_OUT_URL, oidcUrl, sessionApi, type SessionView } from '../session/session-api';
import { SESSION_KEY, SIGN_IN_METHODS_KEY } from '../api/session-key';
import { EmailLinkForm } from './email-link-form';
import { takeToken } from './fragment-token';
import { KeyForm } from './key-form';
import { PasskeyButton } from './passkey-button';
import { RedeemLink } from './redeem-link';
import { signInErrorText } from './sign-in-errors';

interface SignInSearch {
  readonly return_to?: string;
  readonly error?: string;
  /** How the session began that this browser has just left. */
  readonly signed_out?: string;
}

/** Offers every way to sign in that this server has. */
export function SignInPage() {
  useDocumentTitle('Sign in · Keyplane');
  const search = useSearch({ strict: false }) as SignInSearch;
  const { return_to: wanted, error, signed_out: left } = search;
  const returnTo = localPath(wanted);
  const [token] = useState(takeToken);
  const enter = useEnter(returnTo);
  if (token !== null) {
    return (
      <Card title="Sign in to Keyplane">
        <RedeemLink
          token={token}
          redeem={sessionApi.redeemLink}
          onSignedIn={({ return_to, ...view }) => enter(view, localPath(return_to ?? undefined))}
          button="Sign in"
        />
      </Card>
    );
  }
  return (
    <Card title="Sign in to Keyplane">
      {error && (
        <Alert color="red" role="alert">
          {signInErrorText(error)}
        </Alert>
      )}
      {left === 'oidc' && <SignOutOfProvider />}
      <Methods returnTo={returnTo} onSignedIn={enter} />
    </Card>
  );
}

/** On a shared computer, the next person could otherwise continue as this one. */
function SignOutOfProvider() {
  const methods = useQuery({ queryKey: SIGN_IN_METHODS_KEY, queryFn: sessionApi.methods });
  const name = methods.data?.oidc?.name;
  if (name === undefined) return null;
  return (
    <Alert color="blue" role="status" title="You are signed out of Keyplane">
      <Stack gap="sm" align="flex-start">
        You are still signed in at {name}, for this and other applications. If others use this
        computer, sign out there as well.
        <Button component="a" href={OIDC_SIGN_OUT_URL} size="xs" variant="default">
          Sign out of {name}
        </Button>
      </Stack>
    </Alert>
  );
}

interface MethodsProps {
  readonly returnTo: string;
  readonly onSignedIn: (view: SessionView) => void;
}

function Methods({ returnTo, onSignedIn }: MethodsProps) {
  const methods = useQuery({ queryKey: SIGN_IN_METHODS_KEY, queryFn: sessionApi.methods });
  const [usesKey, setUsesKey] = useState(false);
  if (methods.error !== null) {
    return <ProblemAlert error={methods.error} retry={() => void methods.refetch()} />;
  }
  if (methods.data === undefined) return <Loader aria-label="Loading" mx="auto" />;
  const { oidc, passkey, email_link: emailLink } = methods.data;
  const isOnlyKey = oidc === null && !passkey && !emailLink;
  if (isOnlyKey) return <KeyForm onSignedIn={onSignedIn} />;
  return (
    <Stack gap="md">
      {oidc && (
        <Button component="a" href={oidcUrl(returnTo)} size="md">
          Continue with {oidc.name}
        </Button>
      )}
      {passkey && <PasskeyButton onSignedIn={onSignedIn} />}
      {emailLink && <EmailLinkForm returnTo={returnTo} />}
      <Divider label="or" />
      {usesKey ? (
        <KeyForm onSignedIn={onSignedIn} />
      ) : (
        <Button variant="default" onClick={() => setUsesKey(true)}>
          Use an application key
        </Button>
      )}
    </Stack>
  );
}

/** Puts the new session in place of the refusal that led here. */
function useEnter(wanted: string) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  return (view: SessionView, returnTo = wanted) => {
    queryClient.clear();
    queryClient.setQueryData(SESSION_KEY, view);
    void navigate({ to: returnTo, replace: true });
  };
}

/** Only a path of this origin: an address elsewhere would let a link lead people away. */
export function localPath(path: string | undefined): string {
  return path !== undefined && /^\/(?![/\\])/.test(path) ? path : '/';
}
