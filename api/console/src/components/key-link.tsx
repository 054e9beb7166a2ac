import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

/** Leads to the page of a key, of any kind. */
export function KeyLink({ id, children }: { readonly id: string; readonly children: ReactNode }) {
  return (
    <Anchor component={Link} to={`/keys/${id}`} inherit>
      {children}
    </Anchor>
  );
}
