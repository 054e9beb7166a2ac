import { invalidField } from '../domain/failure';
import type { Key } from '../keys/key';
import type { KeyUpdate } from '../keys/key-change';
import { SERVICE_KEY_NAME } from './service-key';
import { SERVICE_KEY_NAME_MESSAGE } from './service-key-name';

/**
 * A token may have got its name before there was a rule for names, or in another Unicode form. An
 * update that repeats its name changes nothing. A new name must follow the rule.
 * @throws Failure `invalid_request`
 */
export function decideTokenUpdate(key: Pick<Key, 'name'>, update: KeyUpdate): KeyUpdate {
  if (update.name === undefined) return update;
  const wanted = update.name.normalize('NFC');
  if (wanted === key.name?.normalize('NFC')) return { ...update, name: undefined };
  if (SERVICE_KEY_NAME.test(wanted)) return { ...update, name: wanted };
  throw invalidField('/name', 'invalid_format', SERVICE_KEY_NAME_MESSAGE);
}
