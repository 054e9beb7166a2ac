import {
  Anchor,
  Button,
  Checkbox,
  Group,
  NativeSelect,
  ScrollArea,
  Stack,
  Text,
} from '@mantine/core';
import { useState } from 'react';
import { BASE_URL, type Schemas } from '../../api/client';
import { useWallets } from '../../api/lookups';
import { CoveringDialog } from '../../components/dialog';
import { priceText } from '../../components/price';
import { SessionEnded, useIsSessionEnded } from '../../session/session-ended';
import { CostEstimate } from './cost-estimate';
import type { EnabledService } from './service-key-api';
import { paymentFaults, type Payment } from './service-rules';

type Service = Schemas['Service'];

const MOST_HEIGHT = 240;

interface PayAsYouGoDialogProps {
  readonly service: Service;
  readonly value: EnabledService;
  readonly onChoose: (payment: Payment) => void;
  readonly onCancel: () => void;
}

/** The models of a pay-as-you-go service, the wallet that pays, and what a request would cost (S3). */
export function PayAsYouGoDialog({ service, value, onChoose, onCancel }: PayAsYouGoDialogProps) {
  const models = service.models ?? [];
  const wallets = useWallets();
  const isSessionEnded = useIsSessionEnded();
  const [modelIds, setModelIds] = useState([...(value.model_ids ?? [])]);
  const [chosenWallet, setChosenWallet] = useState(value.wallet_id ?? null);
  const [isChecked, setIsChecked] = useState(false);

  const currencies = currenciesOf(models, modelIds);
  const fitting = (wallets.data ?? []).filter(
    ({ currency }) => currencies.length === 0 || currencies.includes(currency),
  );
  const [only] = fitting;
  const walletId =
    fitting.find(({ id }) => id === chosenWallet)?.id ?? (fitting.length === 1 ? only?.id : null);
  const payment = { model_ids: modelIds, wallet_id: walletId ?? null };
  const faults = paymentFaults(payment, currencies);
  const choose = () => {
    setIsChecked(true);
    if (faults.model_ids === null && faults.wallet_id === null) onChoose(payment);
  };
  return (
    <CoveringDialog onClose={onCancel} title={`Pay-as-you-go for ${service.name}`}>
      <Stack gap="md">
        {isSessionEnded && <SessionEnded />}
        <Checkbox.Group
          label={`Models of ${service.name}`}
          description="The service key can call only the models that you select."
          value={modelIds}
          onChange={setModelIds}
          error={isChecked && faults.model_ids}
          withAsterisk
        >
          <ScrollArea.Autosize mah={MOST_HEIGHT} type="auto" mt="xs">
            <Stack gap="xs" p={2}>
              {models.map(({ id, name, prices, currency }, at) => (
                <Checkbox
                  key={id}
                  value={id}
                  label={name}
                  description={prices.map((price) => priceText(price, currency)).join(', ')}
                  {...(at === 0 && { 'data-autofocus': true })}
                />
              ))}
            </Stack>
          </ScrollArea.Autosize>
        </Checkbox.Group>
        <Stack gap={4}>
          <NativeSelect
            label={`Wallet that pays for ${service.name}`}
            withAsterisk
            data={[
              { value: '', label: 'Choose a wallet' },
              ...fitting.map(({ id, name, available, currency }) => ({
                value: id,
                label: `${name} (${available} ${currency} available)`,
              })),
            ]}
            value={walletId ?? ''}
            onChange={({ currentTarget }) => setChosenWallet(currentTarget.value || null)}
            error={isChecked && faults.wallet_id}
          />
          {wallets.data !== undefined && fitting.length === 0 && (
            <Text size="sm">
              Your team has no wallet{currencies.length > 0 && ` in ${currencies.join(' or ')}`}.{' '}
              <Anchor href={`${BASE_URL}/wallets`} target="_blank" inherit>
                Create one in a new tab
              </Anchor>
              , then come back. This dialog keeps what you have chosen.
            </Text>
          )}
        </Stack>
        <CostEstimate service={service} />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button onClick={choose}>Use these models</Button>
        </Group>
      </Stack>
    </CoveringDialog>
  );
}

const currenciesOf = (models: readonly Schemas['ServiceModel'][], ids: readonly string[]) => [
  ...new Set(models.filter(({ id }) => ids.includes(id)).map(({ currency }) => currency)),
];
