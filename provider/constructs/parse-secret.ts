import { checked, TEXT } from './checked-props';
import { call, type IResolvable, propertyAccess, Token } from 'cdktf';

/** Of a sensitive secret, each is sensitive, too. */
export interface ParsedSecret {
  /** `application_key`, `service_account_key` or `token`; null if the text is not a secret. */
  readonly kind: string;
  readonly checksumValid: IResolvable;
  /** Null if the text is no secret. */
  readonly masked: string;
}

/** `provider::keyplane::parse_secret(secret)`, evaluated by Terraform 1.8 or newer. */
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
