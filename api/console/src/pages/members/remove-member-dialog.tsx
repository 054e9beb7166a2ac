import { useGroups, useServiceKeys } from '../../api/lookups';
import { DeleteDialog } from '../../components/delete-dialog';
import { useMay } from '../../session/session-context';
import { memberApi, type Member } from './member-api';

interface RemoveMemberDialogProps {
  readonly member: Member;
  /** The member is the person who is signed in. */
  readonly isSelf: boolean;
  readonly onClose: () => void;
  readonly onRemoved: () => void;
}

/** Removes a member, or lets one leave, and shows what ends with that. */
export function RemoveMemberDialog({ member, isSelf, ...dialog }: RemoveMemberDialogProps) {
  const may = useMay();
  const groups = useGroups().data ?? [];
  const serviceKeys = useServiceKeys({ enabled: may('service_keys.read') }).data ?? [];
  const has = ({ member_ids }: { member_ids: readonly string[] }) => member_ids.includes(member.id);
  return (
    <DeleteDialog
      {...dialog}
      opened
      id={member.id}
      title={isSelf ? 'Leave the team' : `Remove ${member.name}`}
      caution={cautionOf(member, isSelf)}
      listed={[
        ...groups.filter(has).map(({ name }) => `Group ${name}`),
        ...serviceKeys.filter(has).map(({ name }) => `Service key ${name}`),
      ]}
      {...(member.status === 'active' && { ids: [member.id] })}
      noun={isSelf ? 'access' : 'member’s access by personal token'}
      confirm={isSelf ? 'Leave the team' : 'Remove member'}
      remove={() => memberApi.remove(member.id)}
    />
  );
}

function cautionOf({ name, status }: Member, isSelf: boolean): string {
  if (isSelf) {
    return 'Your application keys, your personal tokens and your sessions in this team end immediately, and you are removed from all groups and service keys. You cannot undo that. To come back, you need a new invitation.';
  }
  if (status === 'invited') {
    return `The invitation of ${name} is no longer valid, and ${name} is removed from all groups and service keys.`;
  }
  return `The application keys, personal tokens and sessions of ${name} end immediately, and ${name} is removed from all groups and service keys. You cannot undo that. Shared tokens and service accounts are not affected. Only members themselves see how their application keys are used.`;
}
