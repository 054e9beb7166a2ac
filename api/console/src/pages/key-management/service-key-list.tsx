import { Anchor, Stack, Text } from '@mantine/core';
import {
  IconBan,
  IconCode,
  IconKey,
  IconPencil,
  IconRefresh,
  IconServer,
  IconUsers,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useMemberName, useServices } from '../../api/lookups';
import type { PagedList } from '../../api/paged-list';
import { ObjectList, type Column } from '../../components/object-list';
import { RowIcons, type IconAction } from '../../components/row-icons';
import { useMay, useTeamSession } from '../../session/session-context';
import type { ServiceKey } from './service-key-api';
import type { ServiceKeyTask, TaskName } from './service-key-dialog';
import { useDeclareServiceKey } from './use-declare-service-key';

interface ServiceKeyListProps {
  readonly label: string;
  readonly list: PagedList<ServiceKey>;
  readonly onTask: (task: ServiceKeyTask) => void;
  readonly empty: ReactNode;
}

const NOT_FREE = 'This is not available for the free service key.';

/** Service keys with what can be done with each, as icons next to the key. */
export function ServiceKeyList({ label, list, onTask, empty }: ServiceKeyListProps) {
  const may = useMay();
  const { member } = useTeamSession().membership;
  const columns = useColumns((serviceKey) => onTask({ name: 'box', serviceKey }));
  const declare = useDeclareServiceKey();
  const actionsOf = (key: ServiceKey): readonly IconAction[] => {
    const onClick = (name: TaskName) => () => onTask({ name, serviceKey: key });
    const refusal = key.plan === 'free' ? NOT_FREE : null;
    const unassigned = key.member_ids.includes(member.id)
      ? null
      : `You are not assigned to this key, so you cannot have a personal token of it. ${
          may('service_keys.update')
            ? 'To assign yourself, choose Edit members.'
            : 'Ask an owner or admin to assign you.'
        }`;
    const details = [
      { label: 'Edit key name and description', icon: IconPencil, onClick: onClick('details') },
      { label: 'Edit members', icon: IconUsers, onClick: onClick('members') },
      { label: 'Edit services', icon: IconServer, onClick: onClick('services'), refusal },
    ];
    const tokens = [
      {
        label: 'Generate personal token',
        icon: IconKey,
        color: 'green.8',
        onClick: onClick('token'),
        refusal: unassigned,
      },
      { label: 'Rotate token', icon: IconRefresh, onClick: onClick('rotate') },
    ];
    const end = { label: 'Revoke key', icon: IconBan, onClick: onClick('revoke'), refusal };
    return [
      { label: 'As code', icon: IconCode, onClick: onClick('code') },
      ...(may('service_keys.update') ? details : []),
      ...(may('service_key_tokens.create') ? tokens : []),
      ...(may('service_keys.revoke') ? [{ ...end, isDanger: true }] : []),
    ];
  };
  return (
    <ObjectList
      label={label}
      columns={columns}
      list={list}
      idOf={({ id }) => id}
      declare={declare}
      firstCellLines={({ description }) => (description ? 2 : 1)}
      actionsWidth="230px"
      actions={(key) => <RowIcons of={key.name} actions={actionsOf(key)} />}
      empty={empty}
    />
  );
}

function useColumns(onShow: (key: ServiceKey) => void): readonly Column<ServiceKey>[] {
  const services = useServices().data ?? [];
  const memberName = useMemberName();
  const serviceName = (id: string) => services.find((service) => service.id === id)?.name ?? id;
  return [
    {
      header: 'Name',
      width: 'minmax(160px, 1.3fr)',
      cell: (key) => (
        <Stack gap={0}>
          <Anchor
            component="button"
            type="button"
            inherit
            truncate
            fw={500}
            ta="left"
            onClick={() => onShow(key)}
          >
            {key.name}
          </Anchor>
          {key.description && (
            <Text size="xs" c="dimmed" truncate>
              {key.description}
            </Text>
          )}
        </Stack>
      ),
    },
    {
      header: 'Services',
      width: 'minmax(140px, 1.3fr)',
      cell: (key) =>
        key.services.map(({ service_id }) => serviceName(service_id)).join(', ') || 'None',
    },
    {
      header: 'Members',
      width: 'minmax(120px, 1fr)',
      cell: ({ member_ids }) => member_ids.map((id) => memberName(id) ?? id).join(', ') || 'None',
    },
  ];
}
