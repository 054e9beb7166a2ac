import { AsCodeDialog } from '../../as-code/as-code-dialog';
import { EditDetailsDialog } from './edit-details-dialog';
import { EditMembersDialog } from './edit-members-dialog';
import { EditServicesDialog } from './edit-services-dialog';
import { PersonalTokenDialog } from './personal-token-dialog';
import { RevokeServiceKeyDialog } from './revoke-service-key-dialog';
import { RotateTokenDialog } from './rotate-token-dialog';
import { ServiceKeyBox } from './service-key-box';
import type { ServiceKey } from './service-key-api';
import { useDeclareServiceKey } from './use-declare-service-key';

export type TaskName =
  'box' | 'details' | 'members' | 'services' | 'token' | 'rotate' | 'revoke' | 'code';

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
  const declare = useDeclareServiceKey();
  const edit = { serviceKey, onClose, onSaved: onDone };
  switch (task.name) {
    case 'box':
      return <ServiceKeyBox serviceKey={serviceKey} onClose={onClose} />;
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
      return <RevokeServiceKeyDialog serviceKey={serviceKey} onClose={onClose} onDone={onDone} />;
    case 'code':
      return <AsCodeDialog declaration={declare(serviceKey)} onClose={onClose} />;
  }
}
