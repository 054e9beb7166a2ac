import { api, type Schemas } from '../../api/client';
import { answerOf } from '../../api/problem';
import { EndDialog, type Ending } from '../../components/end-dialog';
import { Time } from '../../components/time';
import { useMay } from '../../session/session-context';

export type Trust = Schemas['FederatedIdentity'];

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
  const params = { path: { federated_identity_id: id } };
  const path = '/v1/federated-identities/{federated_identity_id}';
  return (
    <EndDialog
      {...dialog}
      id={id}
      noun="federated identity"
      words={wordsFor(trust)}
      canDisable={enabled && may('federated_identities.update')}
      perform={(ending) =>
        ending === 'end'
          ? answerOf(api.DELETE(path, { params }))
          : answerOf(api.PATCH(path, { params, body: { enabled: ending === 'enable' } }))
      }
    />
  );
}

/** It is no key, so Keyplane knows only when a token was last exchanged. */
function LastUse({ last_used_at }: Pick<Trust, 'last_used_at'>) {
  if (last_used_at === null) return 'No token was ever exchanged.';
  return (
    <>
      A token was last exchanged <Time value={last_used_at} as="relative" />.
    </>
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
        any time. <LastUse last_used_at={last_used_at} />
      </>
    ),
    confirm: 'Disable',
  },
  end: {
    title: `Delete ${name}`,
    caution: (
      <>
        After you delete it, pipelines that use it can no longer act for the credential. You cannot
        undo that. <LastUse last_used_at={last_used_at} />
      </>
    ),
    confirm: 'Delete',
  },
});
