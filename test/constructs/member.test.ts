import 'cdktf/lib/testing/adapters/jest';
import { Group, Member, ServiceKey } from '@keyplane/cdktf';
import { TerraformOutput, Testing, Token } from 'cdktf';
import { createStack, referenceTo, synthesize } from './support/synthesis';

Testing.setupJest();

const MEMBER = 'keyplane_member';
const email = 'ada@example.com';

describe('a member', () => {
  test('has the ID of its construct as its name by default', () => {
    const stack = createStack();
    new Member(stack, 'Ada', { email, teamRole: 'user' });
    new Member(stack, 'grace', { email: 'g@example.com', name: 'Grace', teamRole: 'admin' });
    expect(synthesize(stack).resources(MEMBER)).toEqual([
      { name: 'Ada', email, team_role: 'user' },
      { name: 'Grace', email: 'g@example.com', team_role: 'admin' },
    ]);
  });

  test('is added to a group and assigned to a service key, even if another stack manages it', () => {
    const stack = createStack();
    const ada = new Member(stack, 'Ada', { email, teamRole: 'user' });
    const grace = Member.fromMemberId(stack, 'grace', 'mem_01');
    new Group(stack, 'on-call').addMember(ada).addMember(grace).addMember('mem_01');
    new ServiceKey(stack, 'calls', { acceptTerms: '1' }).assign(ada, grace, 'mem_02');
    const synthesis = synthesize(stack);
    const reference = referenceTo(ada.resource, 'id');
    const [group] = synthesis.resources('keyplane_group');
    expect(group).toMatchObject({ member_ids: [reference, 'mem_01'] });
    const [key] = synthesis.resources('keyplane_service_key');
    expect(key).toMatchObject({ member_ids: [reference, 'mem_01', 'mem_02'] });
  });

  test('has the invitation token', () => {
    const stack = createStack();
    const ada = new Member(stack, 'Ada', { email, teamRole: 'user' });
    new TerraformOutput(stack, 'invitation', { value: ada.invitationToken, sensitive: true });
    const { output } = JSON.parse(Testing.synth(stack)) as {
      output: { invitation: { value: string } };
    };
    expect(output.invitation.value).toBe(referenceTo(ada.resource, 'invitation_token'));
  });

  test('accepts an email address that only Terraform knows', () => {
    const stack = createStack();
    const unknown = Token.asString({ 'Fn::Unknown': 'email' });
    new Member(stack, 'Ada', { email: unknown, teamRole: 'user' });
    expect(synthesize(stack).resources(MEMBER)).toHaveLength(1);
  });

  test('is refused at its path if its email address or ID is malformed', () => {
    expect(() => new Member(createStack(), 'Ada', { email: 'ada', teamRole: 'user' })).toThrow(
      'test/Ada: "ada" is not an email address',
    );
    expect(() => Member.fromMemberId(createStack(), 'Ada', 'role_01')).toThrow(
      'test/Ada: "role_01" is not the ID of a member',
    );
  });
});
