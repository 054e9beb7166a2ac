import { holdsNoSecret, SECRET_MESSAGE, z } from '../http/wire';
import { SENT_SERVICE_KEY_NAME, SERVICE_KEY_NAME } from './service-key';

export const SERVICE_KEY_NAME_MESSAGE =
  'A name must have 2 to 64 letters of any script, digits, underscores and hyphens.';

/** The name of a service key, and of a new token: composed (NFC) before its characters are counted. */
export const serviceKeyName = z
  .string()
  // The document cannot say that one character becomes two when it is composed.
  .refine((given) => [...given].length >= SENT_SERVICE_KEY_NAME.minLength, SERVICE_KEY_NAME_MESSAGE)
  .normalize('NFC')
  .regex(SERVICE_KEY_NAME, SERVICE_KEY_NAME_MESSAGE)
  .refine(holdsNoSecret, SECRET_MESSAGE)
  .openapi({
    example: 'report-writer',
    ...SENT_SERVICE_KEY_NAME,
    'x-must-be': '2 to 64 letters of any script, digits, `_` and `-`',
  });
