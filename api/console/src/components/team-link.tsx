import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

interface TeamLinkProps {
  readonly id: string;
  /** If absent, the ID. */
  readonly children?: ReactNode;
}

/** Leads the operator to the page of a team. */
export function TeamLink({ id, children }: TeamLinkProps) {
  return (
    <Anchor component={Link} to={`/operator/teams/${id}`} inherit>
      {children ?? <span className="kp-mono">{id}</span>}
    </Anchor>
  );
}
