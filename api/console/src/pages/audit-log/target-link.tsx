import type { Schemas } from '../../api/client';
import { KeyLink } from '../../components/key-link';

const KEY_KINDS: readonly string[] = [
  'application_key',
  'service_account_key',
  'service_key_token',
];

/** The object of an event. A key leads to its page. */
export function TargetLink({ target }: { readonly target: Schemas['AuditEvent']['target'] }) {
  const { id, kind } = target;
  const text = id ?? kind.replaceAll('_', ' ');
  return (
    <span className="kp-mono">
      {id !== null && KEY_KINDS.includes(kind) ? <KeyLink id={id}>{text}</KeyLink> : text}
    </span>
  );
}
