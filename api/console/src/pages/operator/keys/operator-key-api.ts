import { api, type Schemas } from '../../../api/client';
import { answerOf } from '../../../api/problem';
import type { Reveal } from '../../../components/reveal-step';

export type OperatorKey = Schemas['OperatorKey'];

export const operatorKeyApi = {
  list: () => answerOf(api.GET('/v1/operator/keys')),
  create: (body: Schemas['CreateOperatorKeyRequest'], idempotencyKey: string) =>
    answerOf(
      api.POST('/v1/operator/keys', {
        params: { header: { 'Idempotency-Key': idempotencyKey } },
        body,
      }),
    ),
  revoke: (id: string, allowLast: boolean) =>
    answerOf(
      api.DELETE('/v1/operator/keys/{key_id}', {
        params: { path: { key_id: id }, query: { allow_last: allowLast ? 'true' : 'false' } },
      }),
    ),
};

export const nameOf = ({ description, client_id }: OperatorKey): string => description ?? client_id;

/** Whether nobody could act as the operator without the key. */
export const isLast = (key: OperatorKey, keys: readonly OperatorKey[]): boolean =>
  key.state === 'active' && keys.filter(({ state }) => state === 'active').length === 1;

/** What ends with the key, and what else the person should know before. */
export function cautionOf(key: OperatorKey, keys: readonly OperatorKey[]): string {
  const own = key.current ? 'You signed in with this key, so this also signs you out. ' : '';
  const always = `Every call with “${nameOf(key)}” is refused immediately, and the sessions that began with it end. ${own}You cannot undo this.`;
  if (isLast(key, keys)) {
    return `${always} No other operator key works. Without this key, all operators are locked out until somebody runs keyplane recover --operator on the machine of the server.`;
  }
  const others = keys.filter(({ id, state }) => id !== key.id && state === 'active');
  if (others.length > 0 && others.every(({ last_used_at }) => last_used_at === null)) {
    return `${always} None of the other keys has been used yet. First sign in with one of them, to be sure that somebody has its secret.`;
  }
  return always;
}

export function revealOf(issued: Schemas['IssuedOperatorKey']): Reveal {
  return {
    title: 'Operator key created',
    notice:
      'This key can do everything that the operator can do. The Secret is shown only now. Copy the Secret and the Client ID, and save them before you close this dialog.',
    values: [
      { label: 'Secret', value: issued.secret ?? '', isSecret: true },
      { label: 'Client ID', value: issued.client_id },
    ],
    done: 'OK, I have copied it',
  };
}
