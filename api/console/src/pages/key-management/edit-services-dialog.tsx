import { useServices } from '../../api/lookups';
import { BlastRadius } from '../../components/blast-radius';
import { EditDialog } from '../../components/edit-dialog';
import type { EditServiceKeyProps } from './edit-details-dialog';
import { enabledServices, serviceKeyApi, type EnabledService } from './service-key-api';
import { servicesFault, ServicesField } from './services-field';

/** Enables and disables services, each with a billing policy. */
export function EditServicesDialog({ serviceKey, onClose, onSaved }: EditServiceKeyProps) {
  const catalog = useServices().data ?? [];
  const nameOf = ({ service_id }: EnabledService) =>
    catalog.find(({ id }) => id === service_id)?.name ?? service_id;
  return (
    <EditDialog
      id={serviceKey.id}
      title={`Edit services of ${serviceKey.name}`}
      submit="Save"
      read={() => serviceKeyApi.read(serviceKey.id)}
      valuesOf={(key) => ({ services: enabledServices(key) })}
      labels={{
        services: ['Services', (services) => services.map(textOf(nameOf)).join('; ')],
      }}
      validate={({ services }) => ({ services: servicesFault(services) })}
      save={({ services }, etag) => serviceKeyApi.change(serviceKey.id, { services }, etag)}
      onSaved={onSaved}
      onClose={onClose}
    >
      {({ values, errors, setFieldValue }, current) => {
        const isNarrowed = enabledServices(current).some((before) =>
          loses(
            before,
            values.services.find(({ service_id }) => service_id === before.service_id),
          ),
        );
        return (
          <>
            <ServicesField
              value={values.services}
              onChange={(services) => setFieldValue('services', services)}
              error={errors['services']}
            />
            {isNarrowed && <BlastRadius ids={[serviceKey.id]} noun="service key" />}
          </>
        );
      }}
    </EditDialog>
  );
}

/** Whether something that can be called now no longer can, or is paid for in another way. */
function loses(before: EnabledService, after: EnabledService | undefined): boolean {
  return (
    after === undefined ||
    after.billing_policy !== before.billing_policy ||
    (before.model_ids ?? []).some((id) => !after.model_ids?.includes(id))
  );
}

const textOf =
  (nameOf: (service: EnabledService) => string) =>
  (service: EnabledService): string => {
    const models = service.model_ids ?? [];
    return models.length === 0
      ? nameOf(service)
      : `${nameOf(service)} with ${models.join(', ')}, paid from ${service.wallet_id}`;
  };
