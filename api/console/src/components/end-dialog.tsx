import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { DeleteDialog } from './delete-dialog';

/** `end` cannot be undone: the object is deleted or revoked. */
export type Ending = 'enable' | 'disable' | 'end';

export interface EndingWords {
  readonly title: string;
  readonly caution: ReactNode;
  readonly confirm: string;
}

interface EndDialogProps {
  readonly id: string;
  readonly noun: string;
  /** What the person has chosen. */
  readonly ending: Ending;
  readonly words: Readonly<Record<Ending, EndingWords>>;
  /** The objects whose callers are shown. */
  readonly ids?: readonly string[];
  /** What ends with it, by name. */
  readonly listed?: readonly string[];
  /** Whether it works now, and the person may disable it. */
  readonly canDisable: boolean;
  readonly perform: (ending: Ending) => Promise<unknown>;
  readonly onClose: () => void;
  /** @param ending what happened: somebody who wanted to end the object may have disabled it first */
  readonly onDone: (ending: Ending) => void;
}

/**
 * Asks before something is enabled, disabled or ended. Who wants to end it is offered to disable it
 * first, which can be undone.
 */
export function EndDialog(props: EndDialogProps) {
  const { id, noun, words, ids = [], listed = [], canDisable, perform, onClose, onDone } = props;
  const [ending, setEnding] = useState(props.ending);
  const isEnd = ending === 'end';
  const { title, caution, confirm } = words[ending];
  return (
    <DeleteDialog
      key={ending}
      opened
      id={id}
      change={isEnd ? 'delete' : 'edit'}
      title={title}
      caution={caution}
      noun={noun}
      ids={ending === 'enable' ? [] : ids}
      listed={isEnd ? listed : []}
      isDanger={ending !== 'enable'}
      confirm={confirm}
      saferStep={
        isEnd &&
        canDisable && (
          <Button variant="default" onClick={() => setEnding('disable')}>
            Disable first
          </Button>
        )
      }
      remove={() => perform(ending)}
      onRemoved={() => onDone(ending)}
      onClose={onClose}
    />
  );
}
