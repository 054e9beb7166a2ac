import { DescriptionField } from '../../components/described-fields';
import { EditDialog } from '../../components/edit-dialog';
import { nameFault, NameField } from '../../components/name-field';
import { serviceKeyApi, type ServiceKey } from './service-key-api';

export interface EditServiceKeyProps {
  readonly serviceKey: ServiceKey;
  readonly onClose: () => void;
  readonly onSaved: () => void;
}

export function EditDetailsDialog({ serviceKey, onClose, onSaved }: EditServiceKeyProps) {
  return (
    <EditDialog
      id={serviceKey.id}
      title="Edit key name and description"
      submit="Save"
      read={() => serviceKeyApi.read(serviceKey.id)}
      valuesOf={({ name, description }) => ({ name, description: description ?? '' })}
      labels={{ name: 'Name', description: 'Description' }}
      validate={({ name }) => ({ name: nameFault(name) })}
      save={({ name, description }, etag) =>
        serviceKeyApi.change(serviceKey.id, { name, description: description.trim() || null }, etag)
      }
      onSaved={onSaved}
      onClose={onClose}
    >
      {(form) => (
        <>
          <NameField data-autofocus {...form.getInputProps('name')} />
          <DescriptionField {...form.getInputProps('description')} />
        </>
      )}
    </EditDialog>
  );
}
