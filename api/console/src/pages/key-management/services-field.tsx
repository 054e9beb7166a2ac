import {
  Button,
  Checkbox,
  Fieldset,
  Group,
  NativeSelect,
  Skeleton,
  Stack,
  Text,
} from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { Schemas } from '../../api/client';
import { useServices, useWallets } from '../../api/lookups';
import { ProblemAlert } from '../../components/problem-alert';
import { PayAsYouGoDialog } from './pay-as-you-go-dialog';
import { POLICY_TEXTS, type EnabledService } from './service-key-api';

type Service = Schemas['Service'];
type Policy = EnabledService['billing_policy'];

interface ServicesFieldProps {
  readonly value: readonly EnabledService[];
  readonly onChange: (services: EnabledService[]) => void;
  readonly error?: ReactNode;
}

interface Paying {
  readonly service: Service;
  readonly settings: EnabledService;
}

/**
 * The services of the catalog. Each enabled one has a billing policy. Pay-as-you-go opens a second dialog,
 * which asks for the models and the wallet (S3). If it is canceled, the service stays as it was.
 */
export function ServicesField({ value, onChange, error }: ServicesFieldProps) {
  const services = useServices();
  const [paying, setPaying] = useState<Paying>();
  const set = (settings: EnabledService) => {
    const { service_id } = settings;
    const isEnabled = value.some((one) => one.service_id === service_id);
    onChange(
      isEnabled
        ? value.map((one) => (one.service_id === service_id ? settings : one))
        : [...value, settings],
    );
  };
  const choose = (service: Service, settings: EnabledService) => {
    if (settings.billing_policy === 'pay_as_you_go') setPaying({ service, settings });
    else set(settings);
  };
  return (
    <Fieldset legend="Services">
      <Stack gap="md">
        {services.isPending && <Skeleton height={80} />}
        {services.error && (
          <ProblemAlert error={services.error} retry={() => void services.refetch()} />
        )}
        {services.data?.length === 0 && (
          <Text c="dimmed" size="sm">
            The operator of Keyplane offers no service yet.
          </Text>
        )}
        {services.data?.map((service) => {
          const enabled = value.find(({ service_id }) => service_id === service.id);
          return (
            <Stack gap="xs" key={service.id}>
              <Checkbox
                label={service.name}
                description={service.description}
                checked={enabled !== undefined}
                onChange={({ currentTarget }) => {
                  if (currentTarget.checked) choose(service, firstSettings(service));
                  else onChange(value.filter(({ service_id }) => service_id !== service.id));
                }}
              />
              {enabled && (
                <Settings
                  service={service}
                  value={enabled}
                  onChoose={(settings) => choose(service, settings)}
                />
              )}
            </Stack>
          );
        })}
        {error && (
          <Text size="sm" c="var(--mantine-color-error)" role="alert">
            {error}
          </Text>
        )}
      </Stack>
      {paying && (
        <PayAsYouGoDialog
          service={paying.service}
          value={paying.settings}
          onChoose={(payment) => {
            set({ ...paying.settings, ...payment });
            setPaying(undefined);
          }}
          onCancel={() => setPaying(undefined)}
        />
      )}
    </Fieldset>
  );
}

const settingsOf = (service: Service, policy: Policy): EnabledService => ({
  service_id: service.id,
  billing_policy: policy,
  model_ids: [],
  wallet_id: null,
});

/** Free, if the service can be free: nobody should pay because of a policy that they did not choose. */
const firstSettings = (service: Service): EnabledService =>
  settingsOf(service, service.billing_policies.includes('free') ? 'free' : 'pay_as_you_go');

interface SettingsProps {
  readonly service: Service;
  readonly value: EnabledService;
  readonly onChoose: (value: EnabledService) => void;
}

function Settings({ service, value, onChoose }: SettingsProps) {
  const { billing_policies, name } = service;
  return (
    <Stack gap="xs" pl={30}>
      <NativeSelect
        label={`Billing policy of ${name}`}
        data={billing_policies.map((policy) => ({ value: policy, label: POLICY_TEXTS[policy] }))}
        value={value.billing_policy}
        onChange={({ currentTarget }) =>
          onChoose(settingsOf(service, currentTarget.value as Policy))
        }
      />
      {value.billing_policy === 'pay_as_you_go' && (
        <Group justify="space-between" gap="sm" wrap="nowrap" align="flex-start">
          <PaymentText service={service} value={value} />
          <Button
            variant="default"
            size="xs"
            flex="none"
            aria-label={`Change models and wallet of ${name}`}
            onClick={() => onChoose(value)}
          >
            Change
          </Button>
        </Group>
      )}
    </Stack>
  );
}

function PaymentText({ service, value }: Omit<SettingsProps, 'onChoose'>) {
  const wallet = (useWallets().data ?? []).find(({ id }) => id === value.wallet_id);
  const names = (service.models ?? [])
    .filter(({ id }) => value.model_ids?.includes(id))
    .map(({ name }) => name);
  return (
    <Text size="sm" miw={0} style={{ overflowWrap: 'anywhere' }}>
      {names.join(', ') || 'No model'}.{' '}
      {wallet
        ? `“${wallet.name}” pays (${wallet.available} ${wallet.currency} available).`
        : 'No wallet.'}
    </Text>
  );
}
