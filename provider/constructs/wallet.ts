import { Token } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import { checkedProps, isText, placed } from './checked-props';
import { Wallet as WalletResource } from './generated/wallet';
import { PROVIDER_NAMES, providerFor, type ProviderOption } from './provider-option';
import { checkPropNames, type PropNames } from './check-prop-names';
import { displayName, idOf } from './text';

const CURRENCY = /^[A-Z]{3}$/;

/** What pay-as-you-go calls are paid from, declared here or elsewhere. */
export interface IWallet extends IConstruct {
  readonly walletId: string;
}

export interface WalletProps extends ProviderOption {
  /** Absent: the construct's id. */
  readonly name?: string;
  /** ISO 4217, such as `EUR`. Another currency is another wallet. */
  readonly currency: string;
}

const NAMES: PropNames<WalletProps> = {
  name: true,
  currency: true,
  ...PROVIDER_NAMES,
};

/** A wallet; the operator of Keyplane puts money in. */
export class Wallet extends Construct implements IWallet {
  /** A wallet that this stack does not manage. */
  static fromWalletId(scope: Construct, id: string, walletId: string): IWallet {
    return new ImportedWallet(scope, id, walletId);
  }

  readonly resource: WalletResource;

  constructor(scope: Construct, id: string, props: WalletProps) {
    super(...placed('Wallet', scope, id));
    const provider = providerFor(this, checkedProps(this, props).provider);
    checkPropNames(this, Wallet, props, NAMES);
    this.resource = new WalletResource(this, 'Resource', {
      name: displayName(this, props.name),
      currency: checkedCurrency(this, props.currency),
      provider,
      // Else Terraform deletes a wallet before it takes it from service keys, which Keyplane refuses.
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
    this.walletId = idOf(this, 'wallet', 'wal', walletId);
  }
}

function checkedCurrency(wallet: IConstruct, currency: string): string {
  if (Token.isUnresolved(currency) || (isText(currency) && CURRENCY.test(currency)))
    return currency;
  throw new Error(
    `${wallet.node.path}: ${JSON.stringify(currency)} is not a currency: write three capital ` +
      'letters of ISO 4217, such as "EUR".',
  );
}
