import { BlastRadius } from '../../components/blast-radius';
import { EditDialog } from '../../components/edit-dialog';
import type { EditServiceKeyProps } from './edit-details-dialog';
import { enabledServices, serviceKeyApi, type EnabledService } from './service-key-api';
import { servicesFault } from './service-rules';
import { ServicesField } from './services-field';
import { useServiceText } from './use-service-text';

/** Enables and disables services, each with a billing policy. */
export function EditServicesDialog({ serviceKey, onClose, onSaved }: EditServiceKeyProps) {
  const serviceText = useServiceText();
  return (
    <EditDialog
      id={serviceKey.id}
      title={`Edit services of ${serviceKey.name}`}
      submit="Save"
      read={() => serviceKeyApi.read(serviceKey.id)}
      valuesOf={(key) => ({ services: enabledServices(key) })}
      labels={{
        services: ['Services', (services) => services.map(serviceText).join('; ')],
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

/** Whether a service or model can no longer be called, or is paid for in a different way. */
function loses(before: EnabledService, after: EnabledService | undefined): boolean {
  return (
    after === undefined ||
    after.billing_policy !== before.billing_policy ||
    (before.model_ids ?? []).some((id) => !after.model_ids?.includes(id))
  );
}
