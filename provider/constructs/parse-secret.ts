import { checked, TEXT } from './checked-props';
import { call, type IResolvable, propertyAccess, Token } from 'cdktf';

/** The parts of a secret. They are sensitive if the secret is. */
export interface ParsedSecret {
  /**
   * The kind of key: `application_key`, `service_account_key` or `token`. Null if the text is not a
   * secret.
   */
  readonly kind: string;
  /** Whether the checksum at the end of the secret is right. False if the text is not a secret. */
  readonly checksumValid: IResolvable;
  /** The secret with its middle hidden, to show it to people. Null if the text is not a secret. */
  readonly masked: string;
}

/**
 * Calls `provider::keyplane::parse_secret(secret)`. Terraform 1.8 or later evaluates it.
 *
 * @throws Error if the argument is not a text
 *
 * @example
 * const variable = new EphemeralVariable(stack, 'secret', { type: 'string' });
 * const { kind, masked } = parseSecret(variable.stringValue);
 */
export function parseSecret(secret: string): ParsedSecret {
  checked('parseSecret', 'secret', secret, TEXT.what, TEXT.isRight);
  const part = (name: string) =>
    propertyAccess(call('provider::keyplane::parse_secret', [secret]), [name]);
  return {
    kind: Token.asString(part('kind')),
    checksumValid: part('checksum_valid'),
    masked: Token.asString(part('masked')),
  };
}
