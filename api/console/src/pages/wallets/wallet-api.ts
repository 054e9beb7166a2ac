import { api, type Schemas } from '../../api/client';
import { answerOf } from '../../api/problem';
import { ifMatch, versionedOf } from '../../api/versioned';

export type Wallet = Schemas['Wallet'];
export type WalletEntry = Schemas['WalletEntry'];

const wallet = (id: string) => ({ path: { wallet_id: id } });

export const readWallet = (id: string) =>
  versionedOf(api.GET('/v1/wallets/{wallet_id}', { params: wallet(id) }));

export const createWallet = (
  body: { readonly name: string; readonly currency: string },
  idempotencyKey: string,
) =>
  answerOf(
    api.POST('/v1/wallets', { params: { header: { 'Idempotency-Key': idempotencyKey } }, body }),
  );

export const renameWallet = (id: string, name: string, etag: string) =>
  answerOf(
    api.PATCH('/v1/wallets/{wallet_id}', {
      params: { ...wallet(id), ...ifMatch(etag) },
      body: { name },
    }),
  );

export const deleteWallet = (id: string) =>
  answerOf(api.DELETE('/v1/wallets/{wallet_id}', { params: wallet(id) }));

/** Why a wallet cannot be deleted now; `null` if no reason is known. */
export function deletionRefusal(
  { id, balance }: Wallet,
  serviceKeys: readonly Schemas['ServiceKey'][],
): string | null {
  if (Number(balance) !== 0) return 'Only an empty wallet can be deleted.';
  const payer = serviceKeys.find(({ services }) =>
    services.some(({ wallet_id }) => wallet_id === id),
  );
  return payer === undefined ? null : `The service key “${payer.name}” pays from it.`;
}
