import { EndDialog, type Ending } from '../../components/end-dialog';
import { useMay } from '../../session/session-context';
import type { ServiceAccountKey } from '../service-api-keys/service-account-keys';
import { credentialApi, type Credential } from './credential-api';

interface EndCredentialDialogProps {
  readonly credential: Credential;
  readonly tokens: readonly ServiceAccountKey[];
  readonly ending: Ending;
  readonly onClose: () => void;
  readonly onDone: (ending: Ending) => void;
}

/** Asks before a credential is enabled, disabled or deleted (S4). */
export function EndCredentialDialog({ credential, tokens, ...dialog }: EndCredentialDialogProps) {
  const { id, name, enabled } = credential;
  const may = useMay();
  return (
    <EndDialog
      {...dialog}
      id={id}
      noun="credential"
      words={wordsFor(name)}
      ids={[id]}
      listed={tokens.map((token) => token.name)}
      canDisable={enabled && may('service_accounts.update')}
      perform={(ending) =>
        ending === 'end'
          ? credentialApi.remove(id)
          : credentialApi.setEnabled(id, ending === 'enable')
      }
    />
  );
}

const wordsFor = (name: string) => ({
  enable: {
    title: `Enable credential ${name}`,
    caution: 'The tokens of the credential that are not disabled themselves work again.',
    confirm: 'Enable credential',
  },
  disable: {
    title: `Disable credential ${name}`,
    caution:
      'While the credential is disabled, none of its tokens works. You can enable it again at any time.',
    confirm: 'Disable credential',
  },
  end: {
    title: `Delete credential ${name}`,
    caution:
      'Deleting a credential also deletes all its tokens. Any system that uses one of these tokens can no longer connect.',
    confirm: 'Delete credential',
  },
});
