import { Dialog } from '../../../components/dialog';
import { FactList } from '../../../components/fact-list';
import { Time } from '../../../components/time';
import { nameOf, type OperatorKey } from './operator-key-api';

interface KeyDetailsProps {
  readonly shown: OperatorKey;
  readonly keys: readonly OperatorKey[];
  readonly onClose: () => void;
}

/** When a key was created, and with which key: a leaked key may have created it. */
export function KeyDetails({ shown, keys, onClose }: KeyDetailsProps) {
  const { id, client_id, masked_secret, created_at, created_by_key, expires_at } = shown;
  const maker = keys.find((key) => key.id === created_by_key);
  return (
    <Dialog opened onClose={onClose} title={nameOf(shown)} size={560}>
      <FactList
        facts={[
          ['ID', <span className="kp-mono">{id}</span>],
          ['Client ID', <span className="kp-mono">{client_id}</span>],
          ['Secret', <span className="kp-mono">{masked_secret}</span>],
          ['Expires', expires_at === 'never' ? 'Never' : <Time value={expires_at} />],
          ['Created', <Time value={created_at} />],
          ['Created with', maker ? nameOf(maker) : (created_by_key ?? 'A command on the server')],
        ]}
      />
    </Dialog>
  );
}
