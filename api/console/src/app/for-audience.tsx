import type { ComponentType } from 'react';
import { EmptyState } from '../components/object-list';
import { Page } from '../components/page';
import { useSession, type SignedInSession } from '../session/session-context';
import type { Audience } from './pages';

export function belongsTo(audience: Audience = 'team', { kind }: SignedInSession): boolean {
  return audience === 'everybody' || audience === kind;
}

/** A page that says whose it is to everybody else, who may have followed a link to it. */
export function forAudience(audience: Audience | undefined, Shown: ComponentType): ComponentType {
  return function ForAudience() {
    const session = useSession();
    if (belongsTo(audience, session)) return <Shown />;
    if (session.kind === 'operator') {
      return (
        <Page title="A page of a team">
          <EmptyState title="You are signed in as the operator">
            The operator belongs to no team. To open this page, sign out, and sign in as a member of
            the team.
          </EmptyState>
        </Page>
      );
    }
    return (
      <Page title="A page of the operator">
        <EmptyState title="You are signed in as a member of a team">
          Only the operator of Keyplane can open this page, with the operator’s application key.
        </EmptyState>
      </Page>
    );
  };
}
