import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { messageOf } from '../api/problem';
import { sessionApi } from './session-api';

export function SignOutButton() {
  return (
    <Button variant="default" onClick={() => void signOut()}>
      Sign out
    </Button>
  );
}

/** Loads the page anew, so that everything the person has seen leaves the memory. */
async function signOut(): Promise<void> {
  const page = new URL('sign-in', document.baseURI);
  try {
    if ((await sessionApi.signOut()) !== undefined) page.searchParams.set('signed_out', 'oidc');
  } catch (error) {
    notifications.show({
      color: 'red',
      title: 'You are still signed in',
      message: messageOf(error),
    });
    return;
  }
  location.assign(page);
}
