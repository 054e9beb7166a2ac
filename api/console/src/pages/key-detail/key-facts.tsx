import { Anchor, Group, Paper, Progress, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMembers, useServiceAccounts, useServiceKeys } from '../../api/lookups';
import { CopyTextButton } from '../../components/copy-button';
import { FactList } from '../../components/fact-list';
import { ServiceUserLink } from '../../components/service-user-link';
import { Time } from '../../components/time';
import { useMay } from '../../session/session-context';
import type { AnyKey } from './key-family';

/** Whose key it is, who created it, and how much of its life is left. */
export function KeyFacts({ keyShown }: { readonly keyShown: AnyKey }) {
  const nameOf = useNames();
  const users = useServiceAccounts().data ?? [];
  const isDisabled = (id: string) => users.some((user) => user.id === id && !user.enabled);
  const { rotation, revocation } = keyShown;
  return (
    <Paper withBorder p="md">
      <Stack gap="md">
        {revocation === null && <Expiry keyShown={keyShown} />}
        <FactList
          facts={[
            ...ownerFacts(keyShown, nameOf, isDisabled),
            [
              'Client ID',
              <Group gap="xs">
                <span className="kp-mono">{keyShown.client_id}</span>
                <CopyTextButton
                  label="Client ID"
                  value={keyShown.client_id}
                  size="compact-xs"
                  variant="subtle"
                />
              </Group>,
            ],
            [
              'Created',
              <>
                <Time value={keyShown.created_at} /> by {nameOf(keyShown.created_by)}
              </>,
            ],
            ['Last used', <Time value={keyShown.last_used_at} />],
            ...(rotation?.every
              ? ([['Rotation', `Every ${rotation.every}, as declared`]] as const)
              : []),
            ...(revocation
              ? ([
                  [
                    'Revoked',
                    <>
                      <Time value={revocation.revoked_at} /> by {nameOf(revocation.revoked_by)}
                      {revocation.reason !== NO_REASON && `. Reason: ${revocation.reason}`}
                    </>,
                  ],
                ] as const)
              : []),
          ]}
        />
      </Stack>
    </Paper>
  );
}

/** The API has this text if nobody gave a reason. */
const NO_REASON = 'revoked';

type Fact = readonly [name: string, value: ReactNode];

function ownerFacts(
  key: AnyKey,
  nameOf: (id: string) => string,
  isDisabled: (id: string) => boolean,
): readonly Fact[] {
  if ('service_account_id' in key) {
    const { service_account_id: id } = key;
    return [
      ['Service user', <ServiceUserLink id={id} name={nameOf(id)} isDisabled={isDisabled(id)} />],
    ];
  }
  if ('service_key_id' in key) {
    const owner: readonly Fact[] =
      key.member_id === null ? [] : [['Member', nameOf(key.member_id)]];
    return [
      [
        'Service key',
        <OwnerLink to="/key-management" permission="service_keys.read">
          {nameOf(key.service_key_id)}
        </OwnerLink>,
      ],
      ['Kind', key.kind],
      ...owner,
    ];
  }
  return [['Member', nameOf(key.member_id)]];
}

interface OwnerLinkProps {
  readonly to: string;
  /** Without it, the page shows nothing. */
  readonly permission: string;
  readonly children: string;
}

function OwnerLink({ to, permission, children }: OwnerLinkProps) {
  const may = useMay();
  if (!may(permission)) return children;
  return (
    <Anchor component={Link} to={to} inherit>
      {children}
    </Anchor>
  );
}

/** The names of what a key can belong to, and of who can have created it. */
function useNames(): (id: string) => string {
  const known = [
    ...(useMembers().data ?? []),
    ...(useServiceAccounts().data ?? []),
    ...(useServiceKeys().data ?? []),
  ];
  const names = new Map(known.map(({ id, name }) => [id, name]));
  return (id) => names.get(id) ?? id;
}

const LAST_DAYS = 14;
const DAY_MILLIS = 86_400_000;

function Expiry({ keyShown }: { readonly keyShown: AnyKey }) {
  const { created_at, expires_at, state } = keyShown;
  if (expires_at === 'never') return <Text c="dimmed">This key never expires.</Text>;
  const begin = Date.parse(created_at);
  const end = Date.parse(expires_at);
  const passed = Math.min(100, Math.max(0, ((Date.now() - begin) / (end - begin)) * 100));
  const isClose = end - Date.now() < LAST_DAYS * DAY_MILLIS;
  return (
    <Stack gap={4}>
      <Text size="sm">
        {state === 'expired' ? 'Expired ' : 'Expires '}
        <Time value={expires_at} as="relative" /> (<Time value={expires_at} />)
      </Text>
      <Progress
        value={passed}
        color={isClose ? 'yellow.8' : 'indigo'}
        aria-label="Part of its lifetime that has passed"
      />
    </Stack>
  );
}
