import { Paper, Stack, Text, Title } from '@mantine/core';
import { FactList } from '../../components/fact-list';
import { Time } from '../../components/time';
import type { AnyKey } from './key-family';

const CLAIM_TEXTS = {
  waiting: 'waits to be fetched',
  claimed: 'was fetched',
  over: 'was not fetched in time, so nobody has it. Rotate the key',
  lost: 'can no longer be opened, because the master key has changed. Rotate the key',
} as const;

/** The secrets that are accepted now, masked, and until when. */
export function Secrets({ keyShown }: { readonly keyShown: AnyKey }) {
  const { masked_secret, secret_created_at, retiring_secret, secret_claim } = keyShown;
  return (
    <Paper withBorder p="md">
      <Stack gap="xs">
        <Title order={2} size={16}>
          Secrets
        </Title>
        <FactList
          facts={[
            [
              retiring_secret ? 'New secret' : 'Secret',
              <>
                <span className="kp-mono">{masked_secret ?? 'None, it uses a public key'}</span>{' '}
                created <Time value={secret_created_at} as="relative" />
              </>,
            ],
            ...(retiring_secret
              ? ([
                  [
                    'Old secret',
                    <>
                      <span className="kp-mono">{retiring_secret.masked_secret ?? '-'}</span>{' '}
                      remains valid until <Time value={retiring_secret.retires_at} />
                    </>,
                  ],
                ] as const)
              : []),
            ...(secret_claim
              ? ([
                  [
                    'Delivery',
                    <>
                      The secret {CLAIM_TEXTS[secret_claim.state]}
                      {secret_claim.state === 'waiting' && (
                        <>
                          , until <Time value={secret_claim.claimable_until} />
                        </>
                      )}
                      .
                    </>,
                  ],
                ] as const)
              : []),
          ]}
        />
        {retiring_secret && (
          <Text size="sm" c="dimmed">
            Both secrets work now. Replace the old one everywhere before it ends.
          </Text>
        )}
      </Stack>
    </Paper>
  );
}
