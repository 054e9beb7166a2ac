import { Group, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { Schemas } from '../../../api/client';
import { CreateDialog } from '../../../components/create-dialog';
import { creditApi } from './credit-api';

interface BookCreditDialogProps {
  /** If absent, the operator enters the ID of the wallet. */
  readonly wallet?: Schemas['Wallet'];
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onCreated: () => void;
}

const AMOUNT = /^\d+(\.\d+)?$/;

/** Credits money that the operator has received to a wallet. */
export function BookCreditDialog({ wallet, ...dialog }: BookCreditDialogProps) {
  return (
    <CreateDialog
      {...dialog}
      title={wallet === undefined ? 'Credit a wallet' : `Credit ${wallet.name}`}
      submit="Credit wallet"
      initialValues={{
        wallet_id: wallet?.id ?? '',
        amount: '',
        currency: wallet?.currency ?? 'EUR',
        charge_id: '',
      }}
      validate={({ wallet_id, amount, currency, charge_id }) => ({
        wallet_id: wallet_id.trim() === '' ? 'Enter the ID of a wallet.' : null,
        amount: AMOUNT.test(amount.trim()) ? null : 'Enter an amount, such as 100 or 99.50.',
        currency: currency.trim() === '' ? 'Enter the currency of the wallet.' : null,
        charge_id:
          charge_id.trim() === '' ? 'Enter an ID, such as the number of the invoice.' : null,
      })}
      create={async (values) => {
        const credit = {
          wallet_id: values.wallet_id.trim(),
          amount: values.amount.trim(),
          currency: values.currency.trim(),
          charge_id: values.charge_id.trim(),
        };
        const { balance } = await creditApi.book(credit);
        notifications.show({
          title: `${credit.amount} ${credit.currency} credited`,
          message: `After this credit, the wallet has ${balance} ${credit.currency}.`,
        });
        return null;
      }}
    >
      {(form) => (
        <>
          {wallet === undefined && (
            <TextInput
              label="Wallet ID"
              description="The page of a team lists its wallets, and you can credit them there."
              placeholder="wal_…"
              required
              data-autofocus
              autoComplete="off"
              spellCheck={false}
              {...form.getInputProps('wallet_id')}
            />
          )}
          <Group grow align="flex-start">
            <TextInput
              label="Amount"
              inputMode="decimal"
              required
              {...(wallet !== undefined && { 'data-autofocus': true })}
              autoComplete="off"
              {...form.getInputProps('amount')}
            />
            <TextInput
              label="Currency"
              required
              readOnly={wallet !== undefined}
              maxLength={3}
              autoComplete="off"
              {...form.getInputProps('currency')}
            />
          </Group>
          <TextInput
            label="Charge ID"
            description="Your own ID for this credit, such as the number of the invoice. Keyplane credits each ID only once, so you can repeat this safely."
            required
            autoComplete="off"
            spellCheck={false}
            {...form.getInputProps('charge_id')}
          />
        </>
      )}
    </CreateDialog>
  );
}
