import type { Declaration } from '../../as-code/declaration';
import {
  declareApplicationKey,
  declareServiceAccountKey,
  declareServiceKeyToken,
} from '../../as-code/declare';
import type { AnyKey } from './key-family';

/** A key of any kind as it would be declared in code. */
export function declarationOf(key: AnyKey): Declaration {
  if ('service_account_id' in key) return declareServiceAccountKey(key);
  if ('service_key_id' in key) return declareServiceKeyToken(key);
  return declareApplicationKey(key);
}
