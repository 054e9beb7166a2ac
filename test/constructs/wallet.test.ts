import 'cdktf/lib/testing/adapters/jest';
import { Wallet } from '@keyplane/cdktf';
import { TerraformOutput, Testing, Token } from 'cdktf';
import { createStack, referenceTo, synthesize } from './support/synthesis';

Testing.setupJest();

const WALLET = 'keyplane_wallet';

describe('a wallet', () => {
  const lifecycle = { create_before_destroy: true };

  test('has the ID of its construct as its name by default, and is deleted after the service keys that use it', () => {
    const stack = createStack();
    new Wallet(stack, 'calls', { currency: 'EUR' });
    new Wallet(stack, 'others', { name: 'Other calls', currency: 'USD' });
    expect(synthesize(stack).resources(WALLET)).toEqual([
      { name: 'calls', currency: 'EUR', lifecycle },
      { name: 'Other calls', currency: 'USD', lifecycle },
    ]);
  });

  test('is referred to by its ID, even if another stack manages it', () => {
    const stack = createStack();
    const wallet = new Wallet(stack, 'calls', { currency: 'EUR' });
    new TerraformOutput(stack, 'id', { value: wallet.walletId });
    const { output } = JSON.parse(Testing.synth(stack)) as { output: { id: { value: string } } };
    expect(output.id.value).toBe(referenceTo(wallet.resource, 'id'));
    const imported = Wallet.fromWalletId(stack, 'imported', 'wal_01');
    expect(imported.walletId).toBe('wal_01');
    expect(() => Wallet.fromWalletId(stack, 'role', 'role_01')).toThrow(
      'test/role: "role_01" is not the ID of a wallet',
    );
  });

  test('accepts a currency that only Terraform knows', () => {
    const stack = createStack();
    new Wallet(stack, 'calls', { currency: Token.asString({ 'Fn::Unknown': 'currency' }) });
    expect(synthesize(stack).resources(WALLET)).toHaveLength(1);
  });

  test.each(['eur', 'Euro', '', 'EURO'])(
    'is refused at its path if its currency is "%s"',
    (currency) => {
      expect(() => new Wallet(createStack(), 'calls', { currency })).toThrow(
        /^test\/calls: ".*" is not a currency/,
      );
    },
  );
});
