import { useMemberName, useTerms } from '../../api/lookups';
import type { Declaration } from '../../as-code/declaration';
import { declareServiceKey } from '../../as-code/declare-team';
import type { ServiceKey } from './service-key-api';

/** A service key as it would be declared in code. */
export function useDeclareServiceKey(): (key: ServiceKey) => Declaration {
  const memberName = useMemberName();
  const current = useTerms().data?.version ?? '';
  return (key) =>
    // Nobody has agreed to the terms of a free key before its first token.
    declareServiceKey({ ...key, accept_terms: key.terms?.version ?? current }, memberName);
}
