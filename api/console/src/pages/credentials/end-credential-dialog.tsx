import { EndDialog, type Ending } from '../../components/end-dialog';
import { useMay } from '../../session/session-context';
import type { ServiceAccountKey } from '../service-api-keys/service-account-keys';
import { credentialApi, type Credential } from './credential-api';
import type { Trust } from './trust-api';

interface EndCredentialDialogProps {
  readonly credential: Credential;
  readonly tokens: readonly ServiceAccountKey[];
  readonly trusts: readonly Trust[];
  readonly ending: Ending;
  readonly onClose: () => void;
  readonly onDone: (ending: Ending) => void;
}

/** Asks before a credential is enabled, disabled or deleted (S4). */
export function EndCredentialDialog(props: EndCredentialDialogProps) {
  const { credential, tokens, trusts, ...dialog } = props;
  const { id, name, enabled } = credential;
  const may = useMay();
  return (
    <EndDialog
      {...dialog}
      id={id}
      noun="credential"
      words={wordsFor(name, trusts.length > 0)}
      ids={[id]}
      listed={[
        ...tokens.map((token) => token.name),
        ...trusts.map((trust) => `${trust.name} (federated identity)`),
      ]}
      canDisable={enabled && may('service_accounts.update')}
      perform={(ending) =>
        ending === 'end'
          ? credentialApi.remove(id)
          : credentialApi.setEnabled(id, ending === 'enable')
      }
    />
  );
}

const wordsFor = (name: string, hasTrusts: boolean) => ({
  enable: {
    title: `Enable credential ${name}`,
    caution: 'The tokens of the credential that are not disabled themselves work again.',
    confirm: 'Enable credential',
  },
  disable: {
    title: `Disable credential ${name}`,
    caution: `While the credential is disabled, none of its tokens works${
      hasTrusts ? ', and no pipeline can act for it' : ''
    }. You can enable it again at any time.`,
    confirm: 'Disable credential',
  },
  end: {
    title: `Delete credential ${name}`,
    caution: `Deleting a credential also deletes all its tokens${
      hasTrusts ? ' and federated identities' : ''
    }. Any system that uses one of these can no longer connect.`,
    confirm: 'Delete credential',
  },
});
