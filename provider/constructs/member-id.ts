import type { IConstruct } from 'constructs';
import { checked, has } from './checked-props';
import type { IMember } from './member';
import { idOf } from './text';

/** The ID of a member, given as a construct or as an ID. */
export function memberIdOf(construct: IConstruct, member: IMember | string): string {
  if (typeof member !== 'string') {
    return checked(construct, 'member', member, 'a Member or the ID of one', has('memberId'))
      .memberId;
  }
  return idOf(construct, { name: 'member', what: 'member', prefix: 'mem' }, member);
}
