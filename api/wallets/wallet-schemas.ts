import { formatNanos } from '../domain/money';
import { amount, currency, decimal, exactAmount } from '../http/money-wire';
import { id, instant, name, pageOf, pageQuery, z } from '../http/wire';
import { CHARGE_STATES, type Charge } from './charge';
import {
  availableNanos,
  ENTRY_KINDS,
  walletSnapshot,
  type Wallet,
  type WalletEntry,
} from './wallet';

const walletId = id('wallet');

export const chargeId = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/,
    'A charge ID must be 1 to 128 letters, digits, dots, colons, dashes and underscores.',
  )
  .openapi({
    example: 'call-7f3a9c52',
    description: "The caller's own ID for the charge. Each ID works only once.",
  });

export const walletParamsSchema = z.strictObject({ wallet_id: walletId });
export const walletQuerySchema = pageQuery(walletId).extend({
  name: name.optional().openapi({ description: 'Only the wallet with exactly this name.' }),
});
export const entryQuerySchema = pageQuery(id('wallet_entry'));
export const creditParamsSchema = walletParamsSchema.extend({ charge_id: chargeId });
export const chargeParamsSchema = z.strictObject({ charge_id: chargeId });

export const createWalletSchema = z
  .strictObject({
    name,
    currency: currency.openapi({ description: 'Currency of the wallet. It never changes.' }),
  })
  .openapi('CreateWalletRequest', { example: { name: 'Text generation', currency: 'EUR' } });

export const updateWalletSchema = z
  .strictObject({ name: name.optional() })
  .openapi('UpdateWalletRequest', { example: { name: 'Text generation' } });

export const creditSchema = z
  .strictObject({
    charge_id: chargeId,
    amount: amount
      .refine((text) => /[1-9]/.test(text), {
        message: 'A credit must be more than 0.',
        params: { code: 'too_small' },
      })
      .openapi({
        description: 'Amount of the credit. It must be more than 0.',
        not: { pattern: '^[0.]*$' },
      }),
    currency,
  })
  .openapi('CreditRequest', {
    example: { charge_id: 'invoice-2026-0042', amount: '100', currency: 'EUR' },
  });

export const settleSchema = z
  .strictObject({
    amount: decimal.optional().openapi({
      description:
        'What the call cost, which may be more or less than was reserved, rounded half up to ' +
        '9 digits after the decimal point. If absent, the reserved amount.',
    }),
  })
  .openapi('SettleRequest', { example: { amount: '0.015' } });

export const walletSchema = z
  .strictObject({
    id: walletId,
    name: z.string(),
    currency,
    balance: exactAmount.openapi({
      description: 'Balance of the wallet: the sum of its ledger, which is never below 0.',
    }),
    reserved: exactAmount.openapi({
      description: 'Part of the balance that is reserved for calls in progress.',
    }),
    available: exactAmount.openapi({ description: 'Part of the balance that is not reserved.' }),
    created_at: instant,
    created_by: z.string(),
  })
  .openapi('Wallet');

export const walletPageSchema = pageOf(walletSchema).openapi('WalletPage');

export const walletEntrySchema = z
  .strictObject({
    id: id('wallet_entry'),
    wallet_id: walletId,
    kind: z.enum(ENTRY_KINDS),
    amount: exactAmount.openapi({
      description: 'Amount of the ledger entry. Negative if money was spent.',
      example: '-0.015',
    }),
    balance: exactAmount.openapi({ description: 'Balance of the wallet after this entry.' }),
    charge_id: chargeId,
    created_at: instant,
    created_by: z.string(),
  })
  .openapi('WalletEntry');

export const walletEntryPageSchema = pageOf(walletEntrySchema).openapi('WalletEntryPage');

export const chargeSchema = z
  .strictObject({
    charge_id: chargeId,
    wallet_id: walletId,
    currency,
    state: z.enum(CHARGE_STATES),
    reserved_amount: exactAmount,
    settled_amount: exactAmount.nullable(),
    service_key_id: z.string(),
    service_id: z.string(),
    model_id: z.string(),
    created_at: instant,
    created_by: z.string(),
  })
  .openapi('Charge');

export function walletToWire(wallet: Wallet): z.input<typeof walletSchema> {
  return {
    ...walletSnapshot(wallet),
    balance: formatNanos(wallet.balanceNanos),
    reserved: formatNanos(wallet.reservedNanos),
    available: formatNanos(availableNanos(wallet)),
    created_at: wallet.createdAt.toISOString(),
    created_by: wallet.createdBy,
  };
}

export function walletEntryToWire(entry: WalletEntry): z.input<typeof walletEntrySchema> {
  return {
    id: entry.id,
    wallet_id: entry.walletId,
    kind: entry.kind,
    amount: formatNanos(entry.amountNanos),
    balance: formatNanos(entry.balanceNanos),
    charge_id: entry.chargeId,
    created_at: entry.createdAt.toISOString(),
    created_by: entry.createdBy,
  };
}

export function chargeToWire(charge: Charge): z.input<typeof chargeSchema> {
  return {
    charge_id: charge.chargeId,
    wallet_id: charge.walletId,
    currency: charge.currency,
    state: charge.state,
    reserved_amount: formatNanos(charge.reservedNanos),
    settled_amount: charge.settledNanos === null ? null : formatNanos(charge.settledNanos),
    service_key_id: charge.serviceKeyId,
    service_id: charge.serviceId,
    model_id: charge.modelId,
    created_at: charge.createdAt.toISOString(),
    created_by: charge.createdBy,
  };
}
