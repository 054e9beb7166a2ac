import 'cdktf/lib/testing/adapters/jest';
import { TeamPolicy } from '@keyplane/cdktf';
import { TerraformOutput, TerraformVariable, Testing } from 'cdktf';
import { createStack, referenceTo, synthesize } from './support/synthesis';

Testing.setupJest();

describe('a team policy', () => {
  it('synthesizes only the properties that are set', () => {
    const strict = createStack();
    new TeamPolicy(strict, 'policy', {
      maxKeyLifetime: '90d',
      requireExpiry: true,
      allowedSecretDeliveries: ['claim', 'public_key'],
    });
    expect(synthesize(strict).resources('keyplane_team_policy')).toEqual([
      {
        max_key_lifetime: '90d',
        require_expiry: true,
        allowed_secret_deliveries: ['claim', 'public_key'],
      },
    ]);
    const lenient = createStack();
    new TeamPolicy(lenient, 'policy');
    expect(synthesize(lenient).resources('keyplane_team_policy')).toEqual([{}]);
  });

  it('leaves a delivery that only Terraform knows to the provider', () => {
    const stack = createStack();
    const delivery = new TerraformVariable(stack, 'delivery', { type: 'string' });
    const allowed = [delivery.stringValue as 'claim'];
    new TeamPolicy(stack, 'policy', { allowedSecretDeliveries: allowed });
    expect(synthesize(stack).resources('keyplane_team_policy')).toEqual([
      { allowed_secret_deliveries: ['${var.delivery}'] },
    ]);
  });

  it('refers to its team', () => {
    const stack = createStack();
    const policy = new TeamPolicy(stack, 'policy');
    new TerraformOutput(stack, 'id', { value: policy.teamId });
    const { output } = JSON.parse(Testing.synth(stack)) as { output: { id: { value: string } } };
    expect(output.id.value).toBe(referenceTo(policy.resource, 'id'));
  });

  it.each([
    ['maxKeyLifetime', 90, 'a text'],
    ['requireExpiry', 'yes', 'true or false'],
    ['allowedSecretDeliveries', 'claim', 'a list of deliveries'],
    ['allowedSecretDeliveries', ['claim', 'bogus'], 'a list of deliveries ("plain", "claim", '],
    ['allowedSecretDeliveries', [null], 'a list of deliveries'],
  ])('refuses a wrong %s, and the error has its path', (name, value, what) => {
    const props = { [name]: value };
    expect(() => new TeamPolicy(createStack(), 'policy', props)).toThrow(
      `test/policy: \`${name}\` must be ${what}`,
    );
  });
});
