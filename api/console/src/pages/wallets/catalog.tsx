import { Badge, Group, Paper, Skeleton, Stack, Table, Text, Title } from '@mantine/core';
import type { Schemas } from '../../api/client';
import { useServices } from '../../api/lookups';
import { EmptyState } from '../../components/object-list';
import { priceText } from '../../components/price';
import { ProblemAlert } from '../../components/problem-alert';

type Service = Schemas['Service'];

/** The services that service keys can call, with their models and prices. */
export function Catalog() {
  return (
    <Stack gap="sm" component="section" aria-labelledby="catalog-title">
      <Title order={2} size={16} id="catalog-title">
        Catalog
      </Title>
      <ServiceList
        empty="The operator of Keyplane has not offered a service yet."
        headingOrder={3}
      />
    </Stack>
  );
}

interface ServiceListProps {
  /** What to do, or to expect, if there is no service. */
  readonly empty: string;
  /** The level of the heading of each service. */
  readonly headingOrder: 2 | 3;
}

export function ServiceList({ empty, headingOrder }: ServiceListProps) {
  const services = useServices();
  return (
    <Stack gap="sm">
      {services.isPending && <Skeleton height={160} />}
      {services.error && (
        <ProblemAlert error={services.error} retry={() => void services.refetch()} />
      )}
      {services.data?.length === 0 && (
        <Paper withBorder p="xl">
          <EmptyState title="No services yet">{empty}</EmptyState>
        </Paper>
      )}
      {services.data?.map((service) => (
        <ServiceCard key={service.id} service={service} headingOrder={headingOrder} />
      ))}
    </Stack>
  );
}

const POLICIES: Readonly<Record<Service['billing_policies'][number], string>> = {
  free: 'Free',
  pay_as_you_go: 'Pay-as-you-go',
};

interface ServiceCardProps {
  readonly service: Service;
  readonly headingOrder: 2 | 3;
}

function ServiceCard({ service, headingOrder }: ServiceCardProps) {
  const { id, name, description, billing_policies, models = [] } = service;
  return (
    <Paper withBorder p="md" component="article" aria-label={name}>
      <Stack gap="xs">
        <Group gap="sm">
          <Title order={headingOrder} size={14}>
            {name}
          </Title>
          {billing_policies.map((policy) => (
            <Badge key={policy} variant="outline" tt="none" fw={500} c="var(--mantine-color-text)">
              {POLICIES[policy]}
            </Badge>
          ))}
          <span className="kp-mono">{id}</span>
        </Group>
        {description && <Text c="dimmed">{description}</Text>}
        {models.length > 0 && (
          <Table layout="fixed" aria-label={`Models and prices of ${name}`}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Model</Table.Th>
                <Table.Th>Prices</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {models.map((model) => (
                <Table.Tr key={model.id}>
                  <Table.Td valign="top">{model.name}</Table.Td>
                  <Table.Td>
                    {model.prices.map((price, at) => (
                      <div key={at}>{priceText(price, model.currency)}</div>
                    ))}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </Stack>
    </Paper>
  );
}
