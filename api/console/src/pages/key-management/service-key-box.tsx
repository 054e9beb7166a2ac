import { List, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api, type Schemas } from '../../api/client';
import { useMemberName } from '../../api/lookups';
import { answerOf } from '../../api/problem';
import { Dialog } from '../../components/dialog';
import { FactList } from '../../components/fact-list';
import { KeyLink } from '../../components/key-link';
import { ManagedByTerraform } from '../../components/managed-by-terraform';
import { ProblemAlert } from '../../components/problem-alert';
import { Time } from '../../components/time';
import { useTeamKey } from '../../session/session-context';
import type { ServiceKey } from './service-key-api';
import { useServiceText } from './use-service-text';

type Token = Schemas['ServiceKeyToken'];

const MOST_TOKENS = 100;

interface ServiceKeyBoxProps {
  readonly serviceKey: ServiceKey;
  readonly onClose: () => void;
}

/** Everything about a service key: its row has room for little, and on a phone for less. */
export function ServiceKeyBox({ serviceKey, onClose }: ServiceKeyBoxProps) {
  const { id, plan, name, description, services, member_ids, terms, created_at } = serviceKey;
  const memberName = useMemberName();
  const serviceText = useServiceText();
  const nameOf = (memberId: string) => memberName(memberId) ?? memberId;
  return (
    <Dialog opened onClose={onClose} title="Service key" size={680}>
      <Stack gap="md">
        <ManagedByTerraform id={id} />
        <FactList
          facts={[
            ['Name', name],
            ['Description', description ?? '-'],
            ['ID', <span className="kp-mono">{id}</span>],
            ['Plan', plan === 'free' ? 'Free' : 'Paid for'],
            ['Created', <Time value={created_at} />],
            ['Agreement', agreementText(terms, nameOf)],
          ]}
        />
        <Part title="Services" items={services.map(serviceText)} />
        <Part title="Members" items={member_ids.map(nameOf)} />
        <Tokens serviceKeyId={id} nameOf={nameOf} />
      </Stack>
    </Dialog>
  );
}

function agreementText(terms: ServiceKey['terms'], nameOf: (id: string) => string): ReactNode {
  if (terms == null) return 'Not accepted yet. You are asked when you generate the first token.';
  return (
    <>
      Version {terms.version}, accepted <Time value={terms.accepted_at} /> by{' '}
      {nameOf(terms.accepted_by)}
    </>
  );
}

interface PartProps {
  readonly title: string;
  readonly items: readonly ReactNode[];
}

function Part({ title, items }: PartProps) {
  return (
    <Stack gap={4}>
      <Title order={3} size={14}>
        {title}
      </Title>
      {items.length === 0 ? (
        <Text size="sm" c="dimmed">
          None
        </Text>
      ) : (
        <List size="sm">
          {items.map((item, at) => (
            <List.Item key={at}>{item}</List.Item>
          ))}
        </List>
      )}
    </Stack>
  );
}

interface TokensProps {
  readonly serviceKeyId: string;
  readonly nameOf: (memberId: string) => string;
}

function Tokens({ serviceKeyId, nameOf }: TokensProps) {
  const tokens = useQuery({
    queryKey: useTeamKey('service-key-tokens', { serviceKeyId }),
    queryFn: () => {
      const query = { service_key_id: serviceKeyId, page_size: MOST_TOKENS };
      return answerOf(api.GET('/v1/service-key-tokens', { params: { query } }));
    },
  });
  if (tokens.error !== null) {
    return <ProblemAlert error={tokens.error} retry={() => void tokens.refetch()} />;
  }
  if (tokens.data === undefined) return <Skeleton height={60} />;
  const { items, next_page_token } = tokens.data;
  return (
    <Part
      title={next_page_token === null ? 'Tokens' : `The first ${MOST_TOKENS} tokens`}
      items={items.map((token) => (
        <>
          <KeyLink id={token.id} isInText>
            {token.name ?? token.client_id}
          </KeyLink>
          {`, ${kindText(token, nameOf)}, ${token.state}, last used `}
          <Time value={token.last_used_at} as="relative" />
        </>
      ))}
    />
  );
}

const kindText = ({ kind, member_id }: Token, nameOf: (id: string) => string) =>
  kind === 'personal' && member_id !== null ? `personal token of ${nameOf(member_id)}` : kind;
