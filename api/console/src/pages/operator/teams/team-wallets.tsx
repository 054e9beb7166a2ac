import { Stack, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type Schemas } from '../../../api/client';
import { usePagedList } from '../../../api/paged-list';
import { answerOf } from '../../../api/problem';
import { EmptyState, ObjectList, type Column } from '../../../components/object-list';
import { RowMenu } from '../../../components/row-menu';
import { useTeamKey } from '../../../session/session-context';
import { BookCreditDialog } from '../credits/book-credit-dialog';

type Wallet = Schemas['Wallet'];

/** The wallets of a team, for the operator who credits money to them. */
export function TeamWallets({ teamId }: { readonly teamId: string }) {
  const queryClient = useQueryClient();
  const teamKey = useTeamKey('wallets', teamId);
  const credits = useTeamKey('credits');
  const [credited, setCredited] = useState<Wallet>();
  const list = usePagedList(teamKey, (page) =>
    answerOf(
      api.GET('/v1/teams/{team_id}/wallets', {
        params: { path: { team_id: teamId }, query: page },
      }),
    ),
  );
  const refresh = () => {
    void queryClient.invalidateQueries({ queryKey: teamKey });
    void queryClient.invalidateQueries({ queryKey: credits });
  };
  return (
    <Stack gap="sm" mt="lg" component="section" aria-labelledby="wallets-title">
      <Title order={2} size={16} id="wallets-title">
        Wallets
      </Title>
      <ObjectList
        label="Wallets"
        columns={COLUMNS}
        list={list}
        idOf={({ id }) => id}
        actions={(wallet) => (
          <RowMenu
            of={wallet.name}
            actions={[{ label: 'Credit', onClick: () => setCredited(wallet) }]}
          />
        )}
        empty={
          <EmptyState title="No wallets yet">
            Owners and admins of the team create wallets. You can then credit money to them here.
          </EmptyState>
        }
      />
      {credited && (
        <BookCreditDialog
          opened
          wallet={credited}
          onClose={() => setCredited(undefined)}
          onCreated={refresh}
        />
      )}
    </Stack>
  );
}

const COLUMNS: readonly Column<Wallet>[] = [
  { header: 'Name', width: 'minmax(160px, 2fr)', cell: ({ name }) => name },
  { header: 'ID', width: 'minmax(230px, 2fr)', cell: ({ id }) => id, isId: true },
  {
    header: 'Balance',
    width: 'minmax(100px, 1fr)',
    cell: ({ balance, currency }) => `${balance} ${currency}`,
  },
  {
    header: 'Reserved',
    width: 'minmax(100px, 1fr)',
    cell: ({ reserved, currency }) => `${reserved} ${currency}`,
  },
];
