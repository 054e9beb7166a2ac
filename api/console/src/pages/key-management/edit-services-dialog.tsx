import { BlastRadius } from '../../components/blast-radius';
import { EditDialog } from '../../components/edit-dialog';
import type { EditServiceKeyProps } from './edit-details-dialog';
import { enabledServices, serviceKeyApi } from './service-key-api';
import { servicesFault, ServicesField } from './services-field';

/** Enables and disables services, each with a billing policy. */
export function EditServicesDialog({ serviceKey, onClose, onSaved }: EditServiceKeyProps) {
  const before = enabledServices(serviceKey);
  return (
    <EditDialog
      title={`Edit services of ${serviceKey.name}`}
      submit="Save"
      initialValues={{ services: before }}
      validate={({ services }) => ({ services: servicesFault(services) })}
      save={({ services }) => serviceKeyApi.change(serviceKey.id, { services })}
      onSaved={onSaved}
      onClose={onClose}
    >
      {({ values, errors, setFieldValue }) => {
        const isNarrowed = before.some(
          ({ service_id }) => !values.services.some((service) => service.service_id === service_id),
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
