import { Group, NativeSelect, Paper, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type Schemas } from '../../api/client';
import { answerOf, messageOf } from '../../api/problem';
import { grouped, priceText, timesMillion } from '../../components/price';
import { isSessionEnd } from '../../session/session-ended';
import { useTeamKey } from '../../session/session-context';

type Service = Schemas['Service'];
type Model = Schemas['ServiceModel'];

const PAUSE_MILLIS = 250;

/** Input parameters to try, and the expected cost of a request with them. */
export function CostEstimate({ service }: { readonly service: Service }) {
  const models = service.models ?? [];
  const [modelId, setModelId] = useState(models[0]?.id ?? '');
  const model = models.find(({ id }) => id === modelId);
  if (model === undefined) return null;
  return (
    <Paper withBorder p="sm">
      <Stack gap="xs">
        {models.length > 1 && (
          <NativeSelect
            label="Estimate for model"
            data={models.map(({ id, name }) => ({ value: id, label: name }))}
            value={modelId}
            onChange={({ currentTarget }) => setModelId(currentTarget.value)}
          />
        )}
        <Inputs key={model.id} serviceId={service.id} model={model} />
      </Stack>
    </Paper>
  );
}

function Inputs({ serviceId, model }: { readonly serviceId: string; readonly model: Model }) {
  const parameters = model.parameters ?? [];
  const [values, setValues] = useState<Record<string, string>>(() =>
    Object.fromEntries(parameters.map(({ name, default: first }) => [name, first ?? ''])),
  );
  const [asked] = useDebouncedValue(values, PAUSE_MILLIS);
  const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== ''));
  const estimate = useQuery({
    queryKey: useTeamKey('cost-estimates', serviceId, model.id, given),
    queryFn: () =>
      answerOf(
        api.POST('/v1/cost-estimates', {
          body: { service_id: serviceId, model_id: model.id, parameters: given },
        }),
      ),
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <Text size="xs" c="dimmed">
        {model.prices.map((price) => priceText(price, model.currency)).join(', ')}
      </Text>
      <Group grow align="flex-start">
        {parameters.map(({ name, description, minimum, maximum }) => (
          <TextInput
            key={name}
            label={name.replaceAll('_', ' ')}
            description={[description, rangeText(minimum, maximum)].filter(Boolean).join(' ')}
            inputMode="decimal"
            value={values[name] ?? ''}
            onChange={({ currentTarget: { value } }) => setValues({ ...values, [name]: value })}
          />
        ))}
      </Group>
      <Text size="sm" role="status">
        {estimate.error !== null && !isSessionEnd(estimate.error)
          ? messageOf(estimate.error)
          : `Expected cost per request: ${estimate.data ? costText(estimate.data) : '…'}`}
      </Text>
    </>
  );
}

/** The cost of a million requests is exact, because each charge is rounded by itself. */
const costText = ({ cost, currency }: Schemas['CostEstimate']) =>
  `${cost} ${currency}, which is ${grouped(timesMillion(cost))} ${currency} for 1 million requests`;

const rangeText = (minimum = '0', maximum: string | null | undefined) =>
  maximum == null
    ? `At least ${grouped(minimum)}.`
    : `From ${grouped(minimum)} to ${grouped(maximum)}.`;
