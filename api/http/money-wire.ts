import { DECIMAL_PATTERN } from '../domain/decimal';
import { decimalFault, type DecimalLimits } from './value-fault';
import { z } from './wire';

const RATE: DecimalLimits = { before: 15, behind: 18, example: '0.000002' };
const AMOUNT: DecimalLimits = { before: 15, behind: 9, example: '12.5' };

/** An exact decimal without sign or exponent; a JSON number would be a float. */
export const decimal = z
  .string()
  .regex(DECIMAL_PATTERN, { error: ({ input }) => decimalFault(String(input), RATE) })
  .openapi({ example: '0.000002' });

/** An amount for a ledger, which needs no rounding. */
export const amount = z
  .string()
  .regex(/^(0|[1-9]\d{0,14})(\.\d{1,9})?$/, {
    error: ({ input }) => decimalFault(String(input), AMOUNT),
  })
  .openapi({ example: '12.5' });

export const currency = z
  .string()
  .regex(/^[A-Z]{3}$/, 'A currency must be three capital letters of ISO 4217, such as EUR.')
  .openapi({
    example: 'EUR',
    'x-must-be': 'three capital letters of ISO 4217, such as `EUR`',
  });

/** An amount as answers show it, with a sign if it is below 0. */
export const exactAmount = z.string().openapi({ example: '12.5' });
