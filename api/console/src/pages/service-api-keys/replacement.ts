import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useServiceAccounts } from '../../api/lookups';
import { useTeamKey } from '../../session/session-context';
import { SERVICE_ACCOUNT_KEYS } from '../key-detail/key-family';
import type { ServiceAccountKey } from './service-account-keys';

interface Replacement {
  /** Absent if nothing is replaced, or if the key and its service user are not loaded yet. */
  readonly replaced: ServiceAccountKey | undefined;
  end(): void;
}

/** The key that somebody wants to replace, as the address of the page said. */
export function useReplacement(): Replacement {
  const navigate = useNavigate();
  const { replace } = useSearch({ strict: false }) as { readonly replace?: string };
  const [id, setId] = useState<string>();
  // The address forgets the key at once, so that neither a reload nor the Back button asks for a second one.
  useEffect(() => {
    if (replace === undefined) return;
    setId(replace);
    void navigate({ to: '/service-api-keys', replace: true });
  }, [replace, navigate]);
  const key = useQuery({
    queryKey: useTeamKey('service-account-keys', id),
    enabled: id?.startsWith('sak_') === true,
    queryFn: () => SERVICE_ACCOUNT_KEYS.read(id ?? '') as Promise<ServiceAccountKey>,
  });
  const areUsersKnown = useServiceAccounts().isSuccess;
  return {
    replaced: id !== undefined && areUsersKnown ? key.data : undefined,
    end: () => setId(undefined),
  };
}
