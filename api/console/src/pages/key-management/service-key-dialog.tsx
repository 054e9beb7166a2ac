import { DeleteDialog } from '../../components/delete-dialog';
import { EditDetailsDialog } from './edit-details-dialog';
import { EditMembersDialog } from './edit-members-dialog';
import { EditServicesDialog } from './edit-services-dialog';
import { PersonalTokenDialog } from './personal-token-dialog';
import { RotateTokenDialog } from './rotate-token-dialog';
import { serviceKeyApi, type ServiceKey } from './service-key-api';

export type TaskName = 'details' | 'members' | 'services' | 'token' | 'rotate' | 'revoke';

export interface ServiceKeyTask {
  readonly name: TaskName;
  readonly serviceKey: ServiceKey;
}

interface ServiceKeyDialogProps {
  readonly task: ServiceKeyTask;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** The dialog of one icon. */
export function ServiceKeyDialog({ task, onClose, onDone }: ServiceKeyDialogProps) {
  const { serviceKey } = task;
  const edit = { serviceKey, onClose, onSaved: onDone };
  switch (task.name) {
    case 'details':
      return <EditDetailsDialog {...edit} />;
    case 'members':
      return <EditMembersDialog {...edit} />;
    case 'services':
      return <EditServicesDialog {...edit} />;
    case 'token':
      return <PersonalTokenDialog serviceKey={serviceKey} onClose={onClose} onCreated={onDone} />;
    case 'rotate':
      return <RotateTokenDialog serviceKey={serviceKey} onClose={onClose} onRotated={onDone} />;
    case 'revoke':
      return (
        <DeleteDialog
          opened
          onClose={onClose}
          title="Revoke key"
          caution={`Revoking “${serviceKey.name}” ends all its tokens, personal and shared. Applications that use one of them can no longer call services. You cannot undo that.`}
          noun="service key"
          ids={[serviceKey.id]}
          confirm="Revoke key"
          remove={() => serviceKeyApi.revoke(serviceKey.id)}
          onRemoved={onDone}
        />
      );
  }
}
