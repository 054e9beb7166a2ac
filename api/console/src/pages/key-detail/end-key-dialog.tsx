import { Button } from '@mantine/core';
import { useState } from 'react';
import { DeleteDialog } from '../../components/delete-dialog';
import { useMay } from '../../session/session-context';
import { nameOf, type AnyKey, type KeyFamily } from './key-family';

export type Ending = 'enable' | 'disable' | 'revoke';

/** How a page words the end of a key. */
export interface RevocationWords {
  readonly title: string;
  readonly caution: string;
  readonly confirm: string;
  readonly noun?: string;
}

interface EndKeyDialogProps {
  readonly keyShown: AnyKey;
  readonly family: KeyFamily;
  readonly ending: Ending;
  /** If the page calls it something else than a revocation. */
  readonly revocation?: RevocationWords;
  readonly onClose: () => void;
  /** @param ending what happened in the end: somebody who wanted to revoke may have disabled first */
  readonly onDone: (ending: Ending) => void;
}

/**
 * Asks before a key is enabled, disabled or revoked. Who revokes a key is offered to disable it first,
 * which can be undone.
 */
export function EndKeyDialog(props: EndKeyDialogProps) {
  const { keyShown, family, onClose, onDone } = props;
  const may = useMay();
  const [ending, setEnding] = useState(props.ending);
  const words = wordsOf(ending, props);
  const canDisable =
    ending === 'revoke' && keyShown.state === 'active' && may(`${family.permissions}.update`);
  return (
    <DeleteDialog
      key={ending}
      opened
      id={keyShown.id}
      change={ending === 'revoke' ? 'delete' : 'edit'}
      onClose={onClose}
      onRemoved={() => onDone(ending)}
      title={words.title}
      caution={words.caution}
      noun={words.noun ?? 'key'}
      {...(ending !== 'enable' && { ids: [keyShown.id] })}
      isDanger={ending !== 'enable'}
      confirm={words.confirm}
      saferStep={
        canDisable && (
          <Button variant="default" onClick={() => setEnding('disable')}>
            Disable first
          </Button>
        )
      }
      remove={() =>
        ending === 'revoke'
          ? family.revoke(keyShown.id)
          : family.setEnabled(keyShown.id, ending === 'enable')
      }
    />
  );
}

function wordsOf(
  ending: Ending,
  { keyShown, family, revocation }: Pick<EndKeyDialogProps, 'keyShown' | 'family' | 'revocation'>,
): RevocationWords {
  const name = nameOf(keyShown);
  switch (ending) {
    case 'enable':
      return {
        title: `Enable ${family.noun}`,
        caution: `After you enable “${name}”, everything that still has its secret has access again.`,
        confirm: 'Enable',
      };
    case 'disable':
      return {
        title: `Disable ${family.noun}`,
        caution: `While “${name}” is disabled, everything that uses it has no access. You can enable it again at any time.`,
        confirm: 'Disable',
      };
    case 'revoke':
      return (
        revocation ?? {
          title: `Revoke ${family.noun}`,
          caution: `After you revoke “${name}”, everything that uses it loses its access immediately. You cannot undo that.`,
          confirm: 'Revoke',
        }
      );
  }
}
