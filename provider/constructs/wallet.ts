import { Token } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import { checkedProps, isText, placed, refuseValue } from './checked-props';
import { Wallet as WalletResource } from './generated/wallet';
import { PROVIDER_NAMES, providerFor, type ProviderOption } from './provider-option';
import { checkPropNames, type PropNames } from './check-prop-names';
import { displayName, idOf } from './text';

const CURRENCY = /^[A-Z]{3}$/;

/** A wallet that pays for pay-as-you-go calls. The wallet may be managed by another stack. */
export interface IWallet extends IConstruct {
  /** The ID of the wallet. */
  readonly walletId: string;
}

/** Properties of a `Wallet`. */
export interface WalletProps extends ProviderOption {
  /**
   * The name of the wallet.
   * @default - the ID of the construct
   */
  readonly name?: string;
  /** The currency as an ISO 4217 code, such as `EUR`. Changing it replaces the wallet. */
  readonly currency: string;
}

const NAMES: PropNames<WalletProps> = {
  name: true,
  currency: true,
  ...PROVIDER_NAMES,
};

/**
 * A wallet that pays for pay-as-you-go calls. The operator of Keyplane credits money to it.
 *
 * @throws Error if a property is not valid
 *
 * @example
 * const budget = new Wallet(stack, 'budget', { currency: 'EUR' });
 */
export class Wallet extends Construct implements IWallet {
  /**
   * Refers to a wallet that this stack does not manage.
   *
   * @throws Error if the text is not the ID of a wallet
   */
  static fromWalletId(scope: Construct, id: string, walletId: string): IWallet {
    return new ImportedWallet(scope, id, walletId);
  }

  /** The L1 construct, for attributes that this construct does not offer. */
  readonly resource: WalletResource;

  constructor(scope: Construct, id: string, props: WalletProps) {
    super(...placed('Wallet', scope, id));
    const provider = providerFor(this, checkedProps(this, props).provider);
    checkPropNames(this, Wallet, props, NAMES);
    this.resource = new WalletResource(this, 'Resource', {
      name: displayName(this, props.name),
      currency: checkedCurrency(this, props.currency),
      provider,
      // Otherwise Terraform deletes a wallet before it removes it from service keys. Keyplane
      // refuses that.
      lifecycle: { createBeforeDestroy: true },
    });
  }

  get walletId(): string {
    return this.resource.id;
  }
}

class ImportedWallet extends Construct implements IWallet {
  readonly walletId: string;

  constructor(scope: Construct, id: string, walletId: string) {
    super(...placed('Wallet', scope, id));
    this.walletId = idOf(this, { name: 'walletId', what: 'wallet', prefix: 'wal' }, walletId);
  }
}

function checkedCurrency(wallet: IConstruct, currency: string): string {
  if (Token.isUnresolved(currency)) return currency;
  if (!isText(currency)) refuseValue(wallet, 'currency', 'a currency such as "EUR"', currency);
  if (CURRENCY.test(currency)) return currency;
  throw new Error(
    `${wallet.node.path}: ${JSON.stringify(currency)} is not a currency: write three capital ` +
      'letters of ISO 4217, such as "EUR".',
  );
}
