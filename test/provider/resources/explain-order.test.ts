import { explainingOrder } from '../../../provider/resources/explain-order';
import { DiagnosticError } from '../../../provider/terraform-plugin';
import { problem } from './keys/support/fake-keyplane';

const order = { code: 'role_in_use', noun: 'role', users: 'service accounts' } as const;
const deleting = (error: unknown) => explainingOrder(order, () => Promise.reject(error));

describe('a delete of an object that is still used', () => {
  it('fails with an error that says in which order Terraform can do both', async () => {
    const failure = deleting(problem(409, 'role_in_use'));
    await expect(failure).rejects.toThrow(DiagnosticError);
    await expect(failure).rejects.toThrow(
      /deletes a role before it updates the service accounts.*create_before_destroy = true/s,
    );
  });

  it('leaves every other failure as it is', async () => {
    for (const error of [problem(409, 'wallet_in_use'), new Error('lost')]) {
      await expect(deleting(error)).rejects.toBe(error);
    }
  });

  it('succeeds if Keyplane does not refuse it', async () => {
    await expect(explainingOrder(order, () => Promise.resolve())).resolves.toBeUndefined();
  });
});
