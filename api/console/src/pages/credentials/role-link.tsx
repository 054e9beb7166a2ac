import { Badge } from '@mantine/core';
import { Link } from '@tanstack/react-router';

interface RoleLinkProps {
  readonly id: string;
  readonly name: string;
  /** Without the permission to read roles, the page of the role shows nothing. */
  readonly isLink: boolean;
}

/** The name of a role, which leads to its permissions. */
export function RoleLink({ id, name, isLink }: RoleLinkProps) {
  const look = { variant: 'default', tt: 'none', fw: 500, maw: '100%' } as const;
  if (!isLink) return <Badge {...look}>{name}</Badge>;
  return (
    <Badge {...look} component={Link} to={`/roles/${id}`} style={{ cursor: 'pointer' }}>
      {name}
    </Badge>
  );
}
