import { Button } from '@mantine/core';
import { useState } from 'react';
import { DeleteDialog } from '../../components/delete-dialog';
import { useMay } from '../../session/session-context';
import type { ServiceAccountKey } from '../service-api-keys/service-account-keys';
import { credentialApi, type Credential } from './credential-api';

export type CredentialEnding = 'enable' | 'disable' | 'delete';

interface EndCredentialDialogProps {
  readonly credential: Credential;
  readonly tokens: readonly ServiceAccountKey[];
  readonly ending: CredentialEnding;
  readonly onClose: () => void;
  /** @param ending what happened in the end: somebody who wanted to delete may have disabled first */
  readonly onDone: (ending: CredentialEnding) => void;
}

/** Asks before a credential is enabled, disabled or deleted (S4). Disabling can be undone. */
export function EndCredentialDialog(props: EndCredentialDialogProps) {
  const { credential, tokens, onClose, onDone } = props;
  const { id, name, enabled } = credential;
  const may = useMay();
  const [ending, setEnding] = useState(props.ending);
  const isDeletion = ending === 'delete';
  const { title, caution, confirm } = WORDS[ending];
  return (
    <DeleteDialog
      key={ending}
      opened
      id={id}
      change={isDeletion ? 'delete' : 'edit'}
      onClose={onClose}
      onRemoved={() => onDone(ending)}
      title={`${title} ${name}`}
      caution={caution}
      {...(isDeletion && { listed: tokens.map((token) => token.name) })}
      noun="credential"
      {...(ending !== 'enable' && { ids: [id] })}
      isDanger={ending !== 'enable'}
      confirm={confirm}
      saferStep={
        isDeletion &&
        enabled &&
        may('service_accounts.update') && (
          <Button variant="default" onClick={() => setEnding('disable')}>
            Disable first
          </Button>
        )
      }
      remove={() =>
        isDeletion ? credentialApi.remove(id) : credentialApi.setEnabled(id, ending === 'enable')
      }
    />
  );
}

const WORDS = {
  enable: {
    title: 'Enable credential',
    caution: 'The tokens of the credential that are not disabled themselves work again.',
    confirm: 'Enable credential',
  },
  disable: {
    title: 'Disable credential',
    caution:
      'While the credential is disabled, none of its tokens works. You can enable it again at any time.',
    confirm: 'Disable credential',
  },
  delete: {
    title: 'Delete credential',
    caution:
      'Deleting a credential also deletes all its tokens. Any system that uses one of these tokens can no longer connect.',
    confirm: 'Delete credential',
  },
} as const satisfies Readonly<Record<CredentialEnding, object>>;
