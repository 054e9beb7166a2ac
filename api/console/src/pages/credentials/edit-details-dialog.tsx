import {
  DescriptionField,
  displayNameFault,
  DisplayNameField,
} from '../../components/described-fields';
import { EditDialog } from '../../components/edit-dialog';
import { credentialApi, type Credential } from './credential-api';

interface EditDetailsDialogProps {
  readonly credential: Credential;
  readonly onClose: () => void;
  readonly onSaved: () => void;
}

/** Changes what a credential is called. Its tokens stay as they are. */
export function EditDetailsDialog({ credential, onClose, onSaved }: EditDetailsDialogProps) {
  return (
    <EditDialog
      id={credential.id}
      title="Edit name and description"
      submit="Save"
      read={() => credentialApi.read(credential.id)}
      valuesOf={({ name, description }) => ({ name, description: description ?? '' })}
      labels={{ name: 'Name', description: 'Description' }}
      validate={({ name }) => ({ name: displayNameFault(name) })}
      save={(details, etag) => credentialApi.setDetails(credential.id, details, etag)}
      onSaved={onSaved}
      onClose={onClose}
    >
      {(form) => (
        <>
          <DisplayNameField {...form.getInputProps('name')} />
          <DescriptionField {...form.getInputProps('description')} />
        </>
      )}
    </EditDialog>
  );
}
