import type { Schemas } from '../../api/client';
import { KeyLink } from '../../components/key-link';
import { TeamLink } from '../../components/team-link';
import { useSession } from '../../session/session-context';

const KEY_KINDS: readonly string[] = [
  'application_key',
  'service_account_key',
  'service_key_token',
];

/** The object of an event. For a member, a key leads to its page. For the operator, a team does. */
export function TargetLink({ target }: { readonly target: Schemas['AuditEvent']['target'] }) {
  const { id, kind } = target;
  const isMember = useSession().kind === 'team';
  if (!isMember && id !== null && kind === 'team') return <TeamLink id={id} />;
  const text = id ?? kind.replaceAll('_', ' ');
  return (
    <span className="kp-mono">
      {isMember && id !== null && KEY_KINDS.includes(kind) ? (
        <KeyLink id={id}>{text}</KeyLink>
      ) : (
        text
      )}
    </span>
  );
}
