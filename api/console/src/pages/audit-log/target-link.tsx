import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Schemas } from '../../api/client';
import { TeamLink } from '../../components/team-link';
import { useSession } from '../../session/session-context';

/** Where the objects of a kind have pages of their own. */
const FOLDERS: ReadonlyMap<string, string> = new Map([
  ['application_key', '/keys'],
  ['service_account_key', '/keys'],
  ['token', '/keys'],
  ['service_account', '/credentials'],
  ['role', '/roles'],
  ['wallet', '/wallets'],
]);

/** The object of an event, which leads to its page. The operator has pages of teams only. */
export function TargetLink({ target }: { readonly target: Schemas['AuditEvent']['target'] }) {
  const { id, kind } = target;
  const isMember = useSession().kind === 'team';
  if (!isMember && id !== null && kind === 'team') return <TeamLink id={id} />;
  const folder = isMember ? FOLDERS.get(kind) : undefined;
  const text = id ?? kind.replaceAll('_', ' ');
  return (
    <span className="kp-mono">
      {folder === undefined || id === null ? (
        text
      ) : (
        <Anchor component={Link} to={`${folder}/${id}`} inherit>
          {text}
        </Anchor>
      )}
    </span>
  );
}
