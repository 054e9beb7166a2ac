import { EndDialog, type Ending, type EndingWords } from '../../components/end-dialog';
import { useMay } from '../../session/session-context';
import { nameOf, type AnyKey, type KeyFamily } from './key-family';

interface EndKeyDialogProps {
  readonly keyShown: AnyKey;
  readonly family: KeyFamily;
  readonly ending: Ending;
  /** If the page calls it something else than a revocation. */
  readonly deletion?: EndingWords & { readonly noun?: string };
  readonly onClose: () => void;
  readonly onDone: (ending: Ending) => void;
}

/** Asks before a key of any kind is enabled, disabled or revoked. */
export function EndKeyDialog(props: EndKeyDialogProps) {
  const { keyShown, family, ending, deletion, onClose, onDone } = props;
  const { id, state } = keyShown;
  const may = useMay();
  return (
    <EndDialog
      id={id}
      noun={deletion?.noun ?? 'key'}
      ending={ending}
      words={{ ...wordsFor(nameOf(keyShown), family.noun), ...(deletion && { end: deletion }) }}
      ids={[id]}
      canDisable={state === 'active' && may(`${family.permissions}.update`)}
      perform={(chosen) =>
        chosen === 'end' ? family.revoke(id) : family.setEnabled(id, chosen === 'enable')
      }
      onClose={onClose}
      onDone={onDone}
    />
  );
}

const wordsFor = (name: string, noun: string): Readonly<Record<Ending, EndingWords>> => ({
  enable: {
    title: `Enable ${noun}`,
    caution: `After you enable “${name}”, everything that still has its secret has access again.`,
    confirm: 'Enable',
  },
  disable: {
    title: `Disable ${noun}`,
    caution: `While “${name}” is disabled, everything that uses it has no access. You can enable it again at any time.`,
    confirm: 'Disable',
  },
  end: {
    title: `Revoke ${noun}`,
    caution: `After you revoke “${name}”, everything that uses it loses its access immediately. You cannot undo that.`,
    confirm: 'Revoke',
  },
});
