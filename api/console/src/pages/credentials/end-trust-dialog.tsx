import { EndDialog, type Ending } from '../../components/end-dialog';
import { useMay } from '../../session/session-context';
import { LastExchange } from './last-exchange';
import { trustApi, type Trust } from './trust-api';

interface EndTrustDialogProps {
  readonly trust: Trust;
  readonly ending: Ending;
  readonly onClose: () => void;
  readonly onDone: (ending: Ending) => void;
}

/** Asks before a federated identity is enabled, disabled or deleted. */
export function EndTrustDialog({ trust, ...dialog }: EndTrustDialogProps) {
  const { id, enabled } = trust;
  const may = useMay();
  return (
    <EndDialog
      {...dialog}
      id={id}
      noun="federated identity"
      words={wordsFor(trust)}
      canDisable={enabled && may('federated_identities.update')}
      perform={(ending) =>
        ending === 'end' ? trustApi.remove(id) : trustApi.setEnabled(id, ending === 'enable')
      }
    />
  );
}

const wordsFor = ({ name, last_used_at }: Trust) => ({
  enable: {
    title: `Enable ${name}`,
    caution: 'Tokens of the issuer can be exchanged again.',
    confirm: 'Enable',
  },
  disable: {
    title: `Disable ${name}`,
    caution: (
      <>
        While it is disabled, no token of the issuer can be exchanged. You can enable it again at
        any time. <LastExchange at={last_used_at} />
      </>
    ),
    confirm: 'Disable',
  },
  end: {
    title: `Delete ${name}`,
    caution: (
      <>
        After you delete it, pipelines that use it can no longer act for the credential. You cannot
        undo that. <LastExchange at={last_used_at} />
      </>
    ),
    confirm: 'Delete',
  },
});
