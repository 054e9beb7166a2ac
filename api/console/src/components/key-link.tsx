import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

interface KeyLinkProps {
  readonly id: string;
  readonly children: ReactNode;
  /** Whether other text is next to the link. Color alone would not distinguish the link from it. */
  readonly isInText?: boolean;
}

/** Leads to the page of a key, of any kind. */
export function KeyLink({ id, children, isInText = false }: KeyLinkProps) {
  return (
    <Anchor component={Link} to={`/keys/${id}`} inherit underline={isInText ? 'always' : 'hover'}>
      {children}
    </Anchor>
  );
}
