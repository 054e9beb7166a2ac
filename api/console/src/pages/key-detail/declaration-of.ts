import { useServiceAccounts, useServiceKeys } from '../../api/lookups';
import type { Declaration } from '../../as-code/declaration';
import {
  declareApplicationKey,
  declareServiceAccountKey,
  declareServiceKeyToken,
} from '../../as-code/declare-keys';
import type { AnyKey } from './key-family';

/** A key of any kind as it would be declared in code. */
export function useDeclarationOf(): (key: AnyKey) => Declaration {
  const known = [...(useServiceAccounts().data ?? []), ...(useServiceKeys().data ?? [])];
  const names = new Map(known.map(({ id, name }) => [id, name]));
  return (key) => {
    if ('service_account_id' in key) {
      return declareServiceAccountKey(key, names.get(key.service_account_id));
    }
    if ('service_key_id' in key) return declareServiceKeyToken(key, names.get(key.service_key_id));
    return declareApplicationKey(key);
  };
}
