import { Paper, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { api } from '../../api/client';
import { usePagedList } from '../../api/paged-list';
import { answerOf } from '../../api/problem';
import { AsCodePanel } from '../../as-code/as-code-panel';
import { declareWallet } from '../../as-code/declare-team';
import { DetailState } from '../../components/detail-state';
import { FactList } from '../../components/fact-list';
import { ManagedByTerraform } from '../../components/managed-by-terraform';
import { EmptyState, ObjectList, type Column } from '../../components/object-list';
import { Page } from '../../components/page';
import { Time, useZoneName } from '../../components/time';
import { useTeamKey } from '../../session/session-context';
import { readWallet, type Wallet, type WalletEntry } from './wallet-api';

/** One wallet: what is in it, and each credit and charge. */
export function WalletPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const wallet = useQuery({
    queryKey: useTeamKey('wallets', id),
    queryFn: async () => (await readWallet(id)).value,
  });
  if (wallet.data === undefined) return <DetailState noun="wallet" query={wallet} />;
  return <Details wallet={wallet.data} />;
}

function Details({ wallet }: { readonly wallet: Wallet }) {
  const { id, name, currency, balance, reserved, available, created_at } = wallet;
  return (
    <Page
      title={name}
      parent={{ to: '/wallets', label: 'Wallets and catalog' }}
      description={<span className="kp-mono">{id}</span>}
    >
      <Stack gap="lg">
        <ManagedByTerraform id={id} />
        <Paper withBorder p="md">
          <FactList
            facts={[
              ['Balance', `${balance} ${currency}`],
              ['Reserved for calls in progress', `${reserved} ${currency}`],
              ['Available', `${available} ${currency}`],
              ['Created', <Time value={created_at} />],
            ]}
          />
        </Paper>
        <Stack gap="sm" component="section" aria-labelledby="ledger-title">
          <Title order={2} size={16} id="ledger-title">
            Ledger
          </Title>
          <Text c="dimmed" size="sm">
            The amounts add up to the balance. A reservation is not in the ledger until its call is
            settled.
          </Text>
          <Ledger wallet={wallet} />
        </Stack>
        <AsCodePanel declaration={declareWallet(wallet)} />
      </Stack>
    </Page>
  );
}

const KINDS: Readonly<Record<WalletEntry['kind'], string>> = {
  credit: 'Credit',
  credit_reversal: 'Canceled credit',
  charge: 'Charge',
  charge_reversal: 'Refunded charge',
};

function Ledger({ wallet: { id, currency } }: { readonly wallet: Wallet }) {
  const zone = useZoneName();
  const list = usePagedList(useTeamKey('wallets', id, 'entries'), (page) =>
    answerOf(
      api.GET('/v1/wallets/{wallet_id}/entries', {
        params: { path: { wallet_id: id }, query: page },
      }),
    ),
  );
  const columns: readonly Column<WalletEntry>[] = [
    { header: 'Entry', width: 'minmax(120px, 1fr)', cell: ({ kind }) => KINDS[kind] },
    { header: 'Charge ID', width: 'minmax(180px, 2fr)', cell: ({ charge_id }) => charge_id },
    { header: 'Amount', width: '1fr', cell: ({ amount }) => `${amount} ${currency}` },
    { header: 'Balance after', width: '1fr', cell: ({ balance }) => `${balance} ${currency}` },
    {
      header: `When (${zone})`,
      width: '140px',
      cell: ({ created_at }) => <Time value={created_at} />,
    },
  ];
  return (
    <ObjectList
      label="Ledger"
      columns={columns}
      list={list}
      idOf={(entry) => entry.id}
      empty={
        <EmptyState title="No entries yet">
          The operator of Keyplane credits money to the wallet.
        </EmptyState>
      }
    />
  );
}
