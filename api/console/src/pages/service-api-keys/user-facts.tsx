import { Alert, Text } from '@mantine/core';
import { countedKeys, MOST_KEYS, useKeysOfAccount } from './service-account-keys';
import type { ServiceUser } from './service-users';

/** What somebody must know about the chosen service user before they create a key. */
export function UserFacts({ user }: { readonly user: ServiceUser | undefined }) {
  return (
    <>
      {user?.enabled === false && (
        <Alert color="yellow" role="alert">
          This service user is disabled, so the key does not work until somebody enables it under
          Credentials.
        </Alert>
      )}
      <KeyCount accountId={user?.id} />
    </>
  );
}

/** Says how many keys are left before somebody asks for the eleventh. */
function KeyCount({ accountId }: { readonly accountId: string | undefined }) {
  const keys = useKeysOfAccount(accountId);
  if (keys.data === undefined) return null;
  const count = countedKeys(keys.data);
  if (count < MOST_KEYS) {
    return (
      <Text size="sm" c="dimmed" role="status">
        This service user has {count} of {MOST_KEYS} keys.
      </Text>
    );
  }
  return (
    <Text size="sm" c="var(--mantine-color-error)" role="alert">
      This service user has {count} of {MOST_KEYS} keys. Delete one of them before you create
      another one.
    </Text>
  );
}
