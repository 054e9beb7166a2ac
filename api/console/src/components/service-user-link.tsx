import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useMay } from '../session/session-context';
import { KeyStateBadge } from './key-state';

interface ServiceUserLinkProps {
  readonly id: string;
  /** The ID is shown while the name is not known. */
  readonly name: string | undefined;
  /** None of its keys works then, whatever their state is. */
  readonly isDisabled?: boolean;
}

/** Leads to the credential of a service user, with its roles and all its keys. */
export function ServiceUserLink({ id, name, isDisabled = false }: ServiceUserLinkProps) {
  const may = useMay();
  const shown = name ?? id;
  // Without the permission, the page shows nothing.
  const link = may('service_accounts.read') ? (
    <Anchor component={Link} to={`/credentials/${id}`} inherit>
      {shown}
    </Anchor>
  ) : (
    shown
  );
  if (!isDisabled) return link;
  return (
    <>
      {link} <KeyStateBadge state="disabled" />
    </>
  );
}
