import { Checkbox, Fieldset, MultiSelect, NativeSelect, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Schemas } from '../../api/client';
import { useServices, useWallets } from '../../api/lookups';
import { CostEstimate } from './cost-estimate';
import type { EnabledService } from './service-key-api';

type Service = Schemas['Service'];
type Policy = EnabledService['billing_policy'];

const POLICY_TEXTS: Readonly<Record<Policy, string>> = {
  free: 'Free',
  pay_as_you_go: 'Pay-as-you-go',
};

/** What is wrong with the services as they stand; `null` if nothing is. */
export function servicesFault(services: readonly EnabledService[]): string | null {
  const paid = services.filter(({ billing_policy }) => billing_policy === 'pay_as_you_go');
  if (paid.some(({ model_ids }) => (model_ids ?? []).length === 0)) {
    return 'Choose at least one model for each pay-as-you-go service.';
  }
  if (paid.some(({ wallet_id }) => !wallet_id)) {
    return 'Choose a wallet for each pay-as-you-go service.';
  }
  return null;
}

interface ServicesFieldProps {
  readonly value: readonly EnabledService[];
  readonly onChange: (services: EnabledService[]) => void;
  readonly error?: ReactNode;
}

/** The services of the catalog. Each enabled one has a billing policy; a paid one models and a wallet. */
export function ServicesField({ value, onChange, error }: ServicesFieldProps) {
  const services = useServices().data ?? [];
  const toggle = (service: Service, isEnabled: boolean) => {
    const others = value.filter(({ service_id }) => service_id !== service.id);
    onChange(isEnabled ? [...others, firstSettings(service)] : others);
  };
  const change = (changed: EnabledService) =>
    onChange(value.map((one) => (one.service_id === changed.service_id ? changed : one)));
  return (
    <Fieldset legend="Services">
      <Stack gap="md">
        {services.length === 0 && (
          <Text c="dimmed" size="sm">
            The operator of Keyplane offers no service yet.
          </Text>
        )}
        {services.map((service) => {
          const enabled = value.find(({ service_id }) => service_id === service.id);
          return (
            <Stack gap="xs" key={service.id}>
              <Checkbox
                label={service.name}
                description={service.description}
                checked={enabled !== undefined}
                onChange={({ currentTarget }) => toggle(service, currentTarget.checked)}
              />
              {enabled && <Settings service={service} value={enabled} onChange={change} />}
            </Stack>
          );
        })}
        {error && (
          <Text size="sm" c="var(--mantine-color-error)" role="alert">
            {error}
          </Text>
        )}
      </Stack>
    </Fieldset>
  );
}

const firstSettings = ({ id, billing_policies }: Service): EnabledService => ({
  service_id: id,
  billing_policy: billing_policies[0] ?? 'free',
  model_ids: [],
  wallet_id: null,
});

interface SettingsProps {
  readonly service: Service;
  readonly value: EnabledService;
  readonly onChange: (value: EnabledService) => void;
}

function Settings({ service, value, onChange }: SettingsProps) {
  const wallets = useWallets().data ?? [];
  const models = service.models ?? [];
  const currencies = models
    .filter(({ id }) => value.model_ids?.includes(id))
    .map(({ currency }) => currency);
  const fitting = wallets.filter(
    ({ currency }) => currencies.length === 0 || currencies.includes(currency),
  );
  return (
    <Stack gap="xs" pl={30}>
      <NativeSelect
        label={`Billing policy of ${service.name}`}
        data={service.billing_policies.map((policy) => ({
          value: policy,
          label: POLICY_TEXTS[policy],
        }))}
        value={value.billing_policy}
        onChange={({ currentTarget }) =>
          onChange({
            service_id: service.id,
            billing_policy: currentTarget.value as Policy,
            model_ids: [],
            wallet_id: null,
          })
        }
      />
      {value.billing_policy === 'pay_as_you_go' && (
        <>
          <MultiSelect
            label={`Models of ${service.name}`}
            searchable
            hidePickedOptions
            data={models.map(({ id, name }) => ({ value: id, label: name }))}
            value={value.model_ids ?? []}
            onChange={(model_ids) => onChange({ ...value, model_ids })}
          />
          <NativeSelect
            label={`Wallet that pays for ${service.name}`}
            description={
              wallets.length === 0 ? 'Your team has no wallet yet. Create one under Wallets.' : null
            }
            data={[
              { value: '', label: 'Choose a wallet' },
              ...fitting.map(({ id, name, available, currency }) => ({
                value: id,
                label: `${name} (${available} ${currency} available)`,
              })),
            ]}
            value={value.wallet_id ?? ''}
            onChange={({ currentTarget }) =>
              onChange({ ...value, wallet_id: currentTarget.value || null })
            }
          />
          <CostEstimate service={service} />
        </>
      )}
    </Stack>
  );
}
