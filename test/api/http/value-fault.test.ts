import { z } from 'zod';
import { Failure } from '../../../api/domain/failure';
import { Secret } from '../../../api/domain/secret';
import { amount, decimal } from '../../../api/http/money-wire';
import { parseBody } from '../../../api/http/validation';
import { name, period, wholeNumber } from '../../../api/http/wire';

const body = z.strictObject({
  period: period.optional(),
  amount: amount.refine((given) => Number(given) > 0, 'This must be more than 0.').optional(),
  price: decimal.optional(),
  count: wholeNumber(1).optional(),
  name: name.optional(),
  list: z.array(z.string()).min(2).optional(),
});

function errorsOf(given: object) {
  try {
    parseBody(body, given);
    return [];
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return error.errors.map(({ message }) => message);
  }
}

it.each([
  [{ period: '' }, 'A period must not be empty. Write a whole number and a unit'],
  [{ period: '0d' }, 'A period must be longer than 0. You gave "0d". Write a whole number and'],
  [{ period: '00' }, 'A period must be longer than 0.'],
  [{ period: '07d' }, 'The number of a period must not have leading zeros.'],
  [{ period: '-1d' }, 'A period cannot be negative.'],
  [{ period: '1.5d' }, 'The number of a period must not have a fraction.'],
  [{ period: '30' }, 'A period must have a unit. You gave "30".'],
  [{ period: '30y' }, 'This is not a unit of a period. You gave "30y".'],
  [{ period: '9999999999d' }, 'A period must be at most 36500d (a hundred years).'],
  [{ period: '36501d' }, 'A period must be at most 36500d (a hundred years).'],
  [{ period: 'monthly' }, 'This is not a period. You gave "monthly".'],
  [{ period: 30 }, '`period` must be a string. You gave a whole number.'],
  [
    { amount: '' },
    'An amount must not be empty. Write digits and at most one point, such as "12.5".',
  ],
  [{ amount: '0' }, 'This must be more than 0.'],
  [{ amount: '-1' }, 'An amount cannot be negative. You gave "-1".'],
  [{ amount: '+1' }, 'An amount must not have a sign.'],
  [{ amount: '1e3' }, 'An amount must not have an exponent.'],
  [{ amount: '1,5' }, 'An amount must have a decimal point, not a comma.'],
  [{ amount: '01' }, 'An amount must not have leading zeros.'],
  [{ amount: '1'.repeat(16) }, 'An amount must have at most 15 digits before the point.'],
  [{ amount: '0.0000000001' }, 'An amount must have at most 9 digits after the point.'],
  [{ amount: '.5' }, 'This is not an exact decimal.'],
  [{ amount: 5 }, '`amount` must be a string. You gave a whole number.'],
  [{ price: `0.${'0'.repeat(18)}1` }, 'An amount must have at most 18 digits after the point.'],
  [{ count: 2 ** 53 }, 'This must be a whole number from 1 to 9007199254740991.'],
  [{ count: 0 }, 'This must be a whole number from 1 to 9007199254740991.'],
  [{ name: '' }, 'A name must not be empty.'],
  [{ list: 'a' }, '`list` must be a list. You gave a string.'],
])('one reason is given for %j', (given, message) => {
  expect(errorsOf(given)).toEqual([expect.stringContaining(message)]);
});

it('a secret in place of a period or an amount is not repeated', () => {
  const secret = Secret.generate('token').reveal();
  for (const text of [secret, secret.slice(0, -3), secret.slice(4)]) {
    const messages = errorsOf({ period: text, amount: text });
    expect(messages).toHaveLength(2);
    expect(messages.join()).not.toContain(text.slice(0, 10));
  }
});
