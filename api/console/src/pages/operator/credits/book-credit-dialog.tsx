import { Group, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { CreateDialog } from '../../../components/create-dialog';
import { creditApi } from './credit-api';

interface BookCreditDialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onCreated: () => void;
}

const AMOUNT = /^\d+(\.\d+)?$/;

/** Credits money that the operator has received to a wallet. */
export function BookCreditDialog(dialog: BookCreditDialogProps) {
  return (
    <CreateDialog
      {...dialog}
      title="Credit a wallet"
      submit="Credit wallet"
      initialValues={{ wallet_id: '', amount: '', currency: 'EUR', charge_id: '' }}
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
          <TextInput
            label="Wallet ID"
            description="An owner or admin of the team finds it on the page of the wallet."
            placeholder="wal_…"
            required
            data-autofocus
            autoComplete="off"
            spellCheck={false}
            {...form.getInputProps('wallet_id')}
          />
          <Group grow align="flex-start">
            <TextInput
              label="Amount"
              inputMode="decimal"
              required
              autoComplete="off"
              {...form.getInputProps('amount')}
            />
            <TextInput
              label="Currency"
              required
              maxLength={3}
              autoComplete="off"
              {...form.getInputProps('currency')}
            />
          </Group>
          <TextInput
            label="Charge ID"
            description="Your own ID for this credit, such as the number of the invoice. Each ID credits only once, so it is safe to repeat."
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
