import { Button } from '@mantine/core';
import { useState } from 'react';
import { DeleteDialog } from '../../components/delete-dialog';
import { useMay } from '../../session/session-context';
import { TOKENS } from '../key-detail/key-family';
import { serviceKeyApi, useActiveTokens, type ServiceKey } from './service-key-api';

interface RevokeServiceKeyDialogProps {
  readonly serviceKey: ServiceKey;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/**
 * Revokes a service key with all its tokens. A service key cannot be disabled, but its tokens can, which
 * can be undone.
 */
export function RevokeServiceKeyDialog(props: RevokeServiceKeyDialogProps) {
  const { serviceKey, onClose, onDone } = props;
  const { id, name } = serviceKey;
  const may = useMay();
  const tokens = useActiveTokens(id).data ?? [];
  const [isDisabling, setIsDisabling] = useState(false);
  const listed = tokens.map((token) => `${token.name ?? token.client_id} (${token.kind})`);
  const shared = { opened: true, id, noun: 'service key', ids: [id], listed, onClose };
  if (isDisabling) {
    return (
      <DeleteDialog
        key="disable"
        {...shared}
        change="edit"
        title="Disable tokens"
        caution={`While the tokens of “${name}” are disabled, applications that use one of them cannot call services. You can enable each of them again under API keys.`}
        confirm="Disable tokens"
        remove={() => Promise.all(tokens.map((token) => TOKENS.setEnabled(token.id, false)))}
        onRemoved={onDone}
      />
    );
  }
  return (
    <DeleteDialog
      key="revoke"
      {...shared}
      title="Revoke key"
      caution={`Revoking “${name}” ends all its tokens, personal and shared. Applications that use one of them can no longer call services. You cannot undo that.`}
      confirm="Revoke key"
      saferStep={
        tokens.length > 0 &&
        may('service_key_tokens.update') && (
          <Button variant="default" onClick={() => setIsDisabling(true)}>
            Disable its tokens first
          </Button>
        )
      }
      remove={() => serviceKeyApi.revoke(id)}
      onRemoved={onDone}
    />
  );
}
