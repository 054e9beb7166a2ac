import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

interface ReplaceLinkProps {
  readonly keyId: string;
  readonly children: ReactNode;
  readonly isInText?: boolean;
}

/** Opens the dialog that creates a key, with the name and the service user of this one. */
export function ReplaceLink({ keyId, children, isInText = false }: ReplaceLinkProps) {
  return (
    <Anchor
      component={Link}
      to="/service-api-keys"
      // The types of the library know only the search of routes that declare one.
      search={{ replace: keyId } as never}
      inherit
      underline={isInText ? 'always' : 'hover'}
    >
      {children}
    </Anchor>
  );
}
