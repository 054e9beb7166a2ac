import { api } from '../../api/client';
import { answerOf } from '../../api/problem';
import { ifMatch, versionedOf } from '../../api/versioned';
import { EditDialog } from '../../components/edit-dialog';
import { nameFault, NameField } from '../../components/name-field';

interface RenameApiKeyDialogProps {
  readonly id: string;
  readonly onClose: () => void;
  readonly onSaved: () => void;
}

/** Changes the name of a token (S2). */
export function RenameApiKeyDialog({ id, onClose, onSaved }: RenameApiKeyDialogProps) {
  return (
    <EditDialog
      id={id}
      title="Edit Name"
      submit="Save"
      read={() => readToken(id)}
      valuesOf={({ name }) => ({ name: name ?? '' })}
      labels={{ name: 'Name' }}
      validate={({ name }) => ({ name: nameFault(name) })}
      save={({ name }, etag) => rename(id, name, etag)}
      onSaved={onSaved}
      onClose={onClose}
    >
      {(form) => <NameField data-autofocus {...form.getInputProps('name')} />}
    </EditDialog>
  );
}

const path = (id: string) => ({ path: { token_id: id } });

const readToken = (id: string) =>
  versionedOf(api.GET('/v1/service-key-tokens/{token_id}', { params: path(id) }));

const rename = (id: string, name: string, etag: string) =>
  answerOf(
    api.PATCH('/v1/service-key-tokens/{token_id}', {
      params: { ...path(id), ...ifMatch(etag) },
      body: { name },
    }),
  );
