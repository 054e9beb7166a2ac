import 'cdktf/lib/testing/adapters/jest';
import { Group } from '@keyplane/cdktf';
import { Testing } from 'cdktf';
import { createStack, synthesize } from './support/synthesis';

Testing.setupJest();

describe('a group', () => {
  test('has the members from its properties and from later calls, each once, and its topics', () => {
    const stack = createStack();
    const group = new Group(stack, 'On call', { memberIds: ['mem_1', 'mem_2'] });
    group.addMember('mem_2').addMember('mem_3').subscribe('account_alerts');
    expect(synthesize(stack).resources('keyplane_group')).toEqual([
      { name: 'On call', member_ids: ['mem_1', 'mem_2', 'mem_3'], topics: ['account_alerts'] },
    ]);
  });

  test('refuses a text that is not the ID of a member', () => {
    const group = new Group(createStack(), 'group');
    expect(() => group.addMember('role_1')).toThrow(
      'test/group: "role_1" is not the ID of a member, which begins with "mem_".',
    );
  });
});
