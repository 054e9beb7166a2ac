import { EndDialog, type Ending, type EndingWords } from '../../components/end-dialog';
import { useMay, useSession } from '../../session/session-context';
import { nameOf, type AnyKey, type KeyFamily } from './key-family';

interface KeyEndingWords extends EndingWords {
  readonly caution: string;
}

type Words = Readonly<Record<Ending, KeyEndingWords>>;

interface EndKeyDialogProps {
  readonly keyShown: AnyKey;
  readonly family: KeyFamily;
  readonly ending: Ending;
  /** The words for ending the key, if the page does not call that a revocation. */
  readonly deletion?: KeyEndingWords & { readonly noun?: string };
  readonly onClose: () => void;
  readonly onDone: (ending: Ending) => void;
}

/** Asks before a key of any kind is enabled, disabled or revoked. */
export function EndKeyDialog(props: EndKeyDialogProps) {
  const { keyShown, family, ending, deletion, onClose, onDone } = props;
  const { id, state } = keyShown;
  const may = useMay();
  const { application_key_id } = useSession().view.session;
  const words = { ...wordsFor(nameOf(keyShown), family.noun), ...(deletion && { end: deletion }) };
  return (
    <EndDialog
      id={id}
      noun={deletion?.noun ?? 'key'}
      ending={ending}
      words={id === application_key_id ? withEndOfSession(words) : words}
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

/** People can sign in with a key, and delete it later without remembering that. */
function withEndOfSession(words: Words): Words {
  const added = (ending: 'disable' | 'end') => ({
    ...words[ending],
    caution: `${words[ending].caution} You signed in with this key, so this also signs you out.`,
  });
  return { ...words, disable: added('disable'), end: added('end') };
}

const wordsFor = (name: string, noun: string): Words => ({
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
