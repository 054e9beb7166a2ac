import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconDownload } from '@tabler/icons-react';
import { useBlocker } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useHoldPage } from '../session/held-page';
import { useIsSessionEnded } from '../session/session-ended';
import { CopyTextButton, writeToClipboard } from './copy-button';
import { downloadText } from './download-text';
import classes from './reveal-step.module.css';

/** What is shown once, right after an object was created or rotated. */
export interface Reveal {
  readonly title: string;
  /** That the secret is shown only now, in the words of the page. */
  readonly notice: string;
  readonly values: readonly RevealedValue[];
  /** The text of the button that closes. */
  readonly done: string;
  /** Whether the button that closes also copies the secret. */
  readonly doneCopies?: boolean;
  /** The name of a text file, if the secret can also be downloaded. */
  readonly fileName?: string;
}

export interface RevealedValue {
  readonly label: string;
  readonly value: string;
  readonly isSecret?: boolean;
}

interface RevealStepProps {
  readonly reveal: Reveal;
  readonly onClose: () => void;
}

/**
 * The secret is in exactly one element of the page, and in no storage. Escape, going back and
 * reloading do not close the dialog: they warn.
 */
export function RevealStep({ reveal, onClose }: RevealStepProps) {
  const [warning, setWarning] = useState<string>();
  const isSessionEnded = useIsSessionEnded();
  useHoldPage();
  useStayHere(() =>
    setWarning(`The secret is shown only now. Copy it, then choose “${reveal.done}”.`),
  );
  const secret = reveal.values.find(({ isSecret }) => isSecret)?.value ?? '';

  const finish = async () => {
    if (!reveal.doneCopies || (await writeToClipboard(secret))) onClose();
    else setWarning('This browser refused to copy the secret. Select it and copy it yourself.');
  };

  return (
    <Stack gap="md">
      <Alert color="yellow" icon={<IconAlertTriangle />}>
        {reveal.notice}
      </Alert>
      {reveal.values.map((value) => (
        <RevealedRow key={value.label} {...value} isCopiedAtEnd={reveal.doneCopies === true} />
      ))}
      {isSessionEnded && (
        <Alert color="red" role="alert">
          Your session has ended. Copy the secret first: when you close this dialog, you are asked
          to sign in again.
        </Alert>
      )}
      {warning && (
        <Alert color="red" role="alert">
          {warning}
        </Alert>
      )}
      <Group justify="flex-end" gap="sm">
        {reveal.fileName && (
          <Button
            variant="default"
            leftSection={<IconDownload size={16} />}
            onClick={() => downloadText(reveal.fileName ?? '', `${secret}\n`)}
          >
            Download as text
          </Button>
        )}
        <Button
          autoFocus={reveal.doneCopies === true}
          // The second click of a double click, or a key that is held down, began before the secret was shown.
          onKeyDown={(event) => {
            if (event.repeat) event.preventDefault();
          }}
          onClick={({ detail }) => {
            if (detail < 2) void finish();
          }}
        >
          {reveal.done}
        </Button>
      </Group>
    </Stack>
  );
}

function RevealedRow(props: RevealedValue & { readonly isCopiedAtEnd: boolean }) {
  const { label, value, isSecret = false, isCopiedAtEnd } = props;
  return (
    <Stack gap={4}>
      <Text size="sm" fw={500}>
        {label}
      </Text>
      <Group gap="sm" wrap="nowrap" align="stretch">
        <code className={classes.value}>{value}</code>
        {!(isSecret && isCopiedAtEnd) && (
          <CopyTextButton label={label} value={value} autoFocus={isSecret} />
        )}
      </Group>
    </Stack>
  );
}

/** The secret cannot be read again later, so only the button of the dialog closes it. */
function useStayHere(onAttempt: () => void): void {
  useBlocker({
    shouldBlockFn: () => {
      onAttempt();
      return true;
    },
    enableBeforeUnload: true,
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') onAttempt();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  });
}
