import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { readAll } from '../../../api/lookups';
import { usePagedList } from '../../../api/paged-list';
import { DeleteDialog } from '../../../components/delete-dialog';
import { EmptyState, ObjectList, type Column } from '../../../components/object-list';
import { Page } from '../../../components/page';
import { RowMenu } from '../../../components/row-menu';
import { Time, useZoneName } from '../../../components/time';
import { useTeamKey } from '../../../session/session-context';
import { TeamName } from '../team-name';
import { BookCreditDialog } from './book-credit-dialog';
import { creditApi, type Credit } from './credit-api';

/** The money that the operator has credited to the wallets of teams. */
export function CreditsPage() {
  const queryClient = useQueryClient();
  const teamKey = useTeamKey('credits');
  const [isBooking, setIsBooking] = useState(false);
  const [canceled, setCanceled] = useState<Credit>();
  const list = usePagedList([...teamKey, 'booked'], creditApi.booked);
  const reversals = useQuery({
    queryKey: [...teamKey, 'canceled'],
    queryFn: () => readAll(creditApi.canceled),
  });
  const ended = new Set(reversals.data?.map(({ chargeId }) => chargeId));
  const refresh = () => void queryClient.invalidateQueries({ queryKey: teamKey });
  return (
    <Page
      title="Credits"
      description="Money that you have credited to the wallets of teams. Credit a wallet after you have received the money."
      actions={<Button onClick={() => setIsBooking(true)}>Credit a wallet</Button>}
    >
      <ObjectList
        label="Credits"
        columns={useColumns(ended)}
        list={list}
        idOf={({ eventId }) => eventId}
        actions={(credit) => (
          <RowMenu
            of={credit.chargeId}
            actions={[
              {
                label: 'Cancel credit',
                isDanger: true,
                onClick: () => setCanceled(credit),
                refusal: ended.has(credit.chargeId) ? 'This credit is canceled already.' : null,
              },
            ]}
          />
        )}
        empty={
          <EmptyState title="No credits yet">
            A wallet pays for the pay-as-you-go services of a team. Only you can credit money to it.
          </EmptyState>
        }
      />
      <BookCreditDialog
        opened={isBooking}
        onClose={() => setIsBooking(false)}
        onCreated={refresh}
      />
      {canceled && (
        <DeleteDialog
          id={null}
          opened
          onClose={() => setCanceled(undefined)}
          title={`Cancel credit ${canceled.chargeId}`}
          caution={`${amountOf(canceled)} are taken out of the wallet ${canceled.walletId}. Keyplane refuses if the money has been spent or is reserved for a call. The charge ID cannot be used again.`}
          noun="credit"
          confirm="Cancel credit"
          dismiss="Keep credit"
          remove={() => creditApi.cancel(canceled)}
          onRemoved={refresh}
        />
      )}
    </Page>
  );
}

const amountOf = ({ amount, currency }: Credit) => `${amount} ${currency}`.trim();

function useColumns(canceled: ReadonlySet<string>): readonly Column<Credit>[] {
  const zone = useZoneName();
  return [
    {
      header: 'Charge ID',
      width: 'minmax(140px, 1.5fr)',
      cell: ({ chargeId }) => (canceled.has(chargeId) ? `${chargeId} (canceled)` : chargeId),
    },
    { header: 'Amount', width: 'minmax(100px, 1fr)', cell: amountOf },
    {
      header: 'Team',
      width: 'minmax(120px, 1fr)',
      cell: ({ teamId }) => (teamId === null ? '-' : <TeamName id={teamId} />),
    },
    {
      header: 'Wallet',
      width: 'minmax(230px, 2fr)',
      cell: ({ walletId }) => <span className="kp-mono">{walletId}</span>,
    },
    { header: `When (${zone})`, width: '140px', cell: ({ at }) => <Time value={at} /> },
  ];
}
