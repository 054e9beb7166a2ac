import { Badge, Button, Group, NativeSelect } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client';
import { useMembers } from '../../api/lookups';
import { usePagedList } from '../../api/paged-list';
import { answerOf } from '../../api/problem';
import { SESSION_KEY } from '../../api/session-key';
import { AsCodeDialog } from '../../as-code/as-code-dialog';
import { declareMember } from '../../as-code/declare-access';
import { useListQuery } from '../../components/list-query';
import { EmptyState, ObjectList, type Column } from '../../components/object-list';
import { Page } from '../../components/page';
import { RowMenu, type RowAction } from '../../components/row-menu';
import { SearchField } from '../../components/search-field';
import { Time, useZoneName } from '../../components/time';
import { useMay, useTeamKey, useTeamSession } from '../../session/session-context';
import { EditMemberDialog } from './edit-member-dialog';
import { InviteDialog, ResendDialog, NewInvitationDialog } from './invite-dialogs';
import type { Member } from './member-api';
import { actionsFor, isLastOwner, type Viewer } from './member-rules';
import { RemoveMemberDialog } from './remove-member-dialog';

const STATUSES: readonly { readonly value: Member['status'] | ''; readonly label: string }[] = [
  { value: '', label: 'Active and invited' },
  { value: 'active', label: 'Active' },
  { value: 'invited', label: 'Invited' },
  { value: 'left', label: 'Left' },
];

type Sort = 'name' | '-name' | 'created_at' | '-created_at';
interface Task {
  readonly kind: 'code' | 'edit' | 'resend' | 'new invitation' | 'remove';
  readonly member: Member;
}

/** The people of the team, with their team roles and invitations (S3). */
export function MembersPage() {
  const queryClient = useQueryClient();
  const teamKey = useTeamKey('members');
  const viewer = useViewer();
  const columns = useColumns(viewer.memberId);
  const [status, setStatus] = useState<Member['status'] | ''>('');
  const { query, search, sort, isSearching } = useListQuery<Sort>('name');
  const [isInviting, setIsInviting] = useState(false);
  const [task, setTask] = useState<Task>();
  const filters = { ...query, ...(status !== '' && { status }) };
  const list = usePagedList([...teamKey, filters], (page) =>
    answerOf(api.GET('/v1/members', { params: { query: { ...page, ...filters } } })),
  );
  const activeOwners = useActiveOwners();
  const refresh = () => void queryClient.invalidateQueries({ queryKey: teamKey });
  const close = () => setTask(undefined);

  const menuOf = (member: Member): readonly RowAction[] => {
    const can = actionsFor(member, viewer, activeOwners);
    const begin = (kind: Task['kind']) => () => setTask({ kind, member });
    return [
      ...action('As code', can.declare, begin('code')),
      ...action('Edit name and role', can.edit, begin('edit')),
      ...action('Resend invitation', can.resend, begin('resend')),
      ...action('Create new invitation', can.newInvitation, begin('new invitation')),
      ...action('Remove', can.remove, begin('remove'), true),
      ...action('Leave the team', can.leave, begin('remove'), true),
    ];
  };

  return (
    <Page
      title="Members"
      description="The people of this team and their roles. People join with an invitation."
      actions={
        viewer.may('members.create') && (
          <Button onClick={() => setIsInviting(true)}>Invite a member</Button>
        )
      }
    >
      <Group mb="md">
        <SearchField label="Search by name, email or ID" onSearch={search} />
        <NativeSelect
          aria-label="Status"
          data={[...STATUSES]}
          value={status}
          onChange={({ currentTarget }) => setStatus(currentTarget.value as Member['status'] | '')}
        />
      </Group>
      <ObjectList
        label="Members"
        columns={columns}
        list={list}
        sort={sort}
        idOf={({ id }) => id}
        // Terraform cannot import a member who has left.
        {...(status !== 'left' && { declare: declareMember })}
        actions={(member) => <RowMenu of={member.name} actions={menuOf(member)} />}
        empty={
          isSearching || status !== '' ? (
            <EmptyState title="No member matches">Change the search or the status.</EmptyState>
          ) : (
            <EmptyState title="No members">Invite the people who work with this team.</EmptyState>
          )
        }
      />
      <InviteDialog opened={isInviting} onClose={() => setIsInviting(false)} onCreated={refresh} />
      {task?.kind === 'code' && (
        <AsCodeDialog declaration={declareMember(task.member)} onClose={close} />
      )}
      {task?.kind === 'edit' && (
        <EditMemberDialog
          member={task.member}
          isLastOwner={isLastOwner(task.member, activeOwners)}
          onClose={close}
          onSaved={() => {
            refresh();
            if (task.member.id === viewer.memberId) void queryClient.invalidateQueries();
          }}
        />
      )}
      {task?.kind === 'resend' && (
        <ResendDialog member={task.member} opened onClose={close} onCreated={refresh} />
      )}
      {task?.kind === 'new invitation' && (
        <NewInvitationDialog member={task.member} opened onClose={close} onCreated={refresh} />
      )}
      {task?.kind === 'remove' && (
        <RemoveMemberDialog
          member={task.member}
          isSelf={task.member.id === viewer.memberId}
          onClose={close}
          onRemoved={() => {
            refresh();
            if (task.member.id === viewer.memberId) {
              void queryClient.invalidateQueries({ queryKey: SESSION_KEY });
            }
          }}
        />
      )}
    </Page>
  );
}

function action(
  label: string,
  refusal: string | null | undefined,
  onClick: () => void,
  isDanger = false,
): readonly RowAction[] {
  return refusal === undefined ? [] : [{ label, refusal, onClick, isDanger }];
}

function useViewer(): Viewer {
  const { member } = useTeamSession().membership;
  return { memberId: member.id, role: member.role, may: useMay() };
}

function useActiveOwners(): number {
  const members = useMembers().data ?? [];
  return members.filter(({ status, team_role }) => status === 'active' && team_role === 'owner')
    .length;
}

function useColumns(ownId: string): readonly Column<Member>[] {
  const zone = useZoneName();
  return [
    {
      header: 'Name',
      width: 'minmax(140px, 1.5fr)',
      sortKey: 'name',
      cell: ({ id, name }) => (id === ownId ? `${name} (you)` : name),
    },
    { header: 'Email', width: 'minmax(160px, 2fr)', cell: ({ email }) => email },
    { header: 'Role', width: '70px', cell: ({ team_role }) => team_role },
    { header: 'Status', width: '190px', cell: (member) => <Status member={member} /> },
    {
      header: `Invited at (${zone})`,
      width: '170px',
      sortKey: 'created_at',
      cell: ({ created_at }) => <Time value={created_at} />,
    },
  ];
}

function Status({ member }: { readonly member: Member }) {
  const { status, left_at, invitation_expires_at: until } = member;
  if (status === 'active') return 'Active';
  if (status === 'left') {
    return (
      <>
        Left <Time value={left_at} as="relative" />
      </>
    );
  }
  return (
    <Badge variant="default" tt="none" fw={500}>
      {until === null || new Date(until).getTime() <= Date.now() ? (
        'Invited, invitation expired'
      ) : (
        <>
          Invited, expires <Time value={until} as="relative" />
        </>
      )}
    </Badge>
  );
}
