import { Button, VisuallyHidden, type ButtonProps } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useState } from 'react';

interface CopyTextButtonProps extends ButtonProps {
  /** What is copied, for the name of the button: `Copy Client ID`. */
  readonly label: string;
  readonly value: string;
  /** The text on the button before it was used. */
  readonly text?: string;
  readonly autoFocus?: boolean;
}

const ICON_SIZE = 16;

/** Copies a text, and says whether that worked: a browser may refuse access to the clipboard. */
export function CopyTextButton({ label, value, text = 'Copy', ...props }: CopyTextButtonProps) {
  const [outcome, setOutcome] = useState<'copied' | 'refused'>();
  const copy = () =>
    writeToClipboard(value).then((done) => {
      setOutcome(done ? 'copied' : 'refused');
    });
  const shown = { copied: 'Copied', refused: 'Select and copy it yourself' };
  const name = outcome === undefined ? `${text} ${label}` : `${shown[outcome]}: ${label}`;
  return (
    <>
      <Button
        variant="default"
        {...props}
        aria-label={name}
        leftSection={
          outcome === 'copied' ? <IconCheck size={ICON_SIZE} /> : <IconCopy size={ICON_SIZE} />
        }
        onClick={() => void copy()}
      >
        {outcome === undefined ? text : shown[outcome]}
      </Button>
      {/* Screen readers do not say that a button has another name now. */}
      <VisuallyHidden role="status">{outcome === undefined ? '' : name}</VisuallyHidden>
    </>
  );
}

/** @returns false if the browser refuses, for example on a page that is not on https */
export async function writeToClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
