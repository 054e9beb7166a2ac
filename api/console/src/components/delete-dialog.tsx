import { Button, Group, List, Stack, Text } from '@mantine/core';
import { useIsFetching, useMutation, type Query } from '@tanstack/react-query';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useHoldPage } from '../session/held-page';
import { isSessionEnd, SessionEnded, useIsSessionEnded } from '../session/session-ended';
import { BlastRadius } from './blast-radius';
import { Dialog } from './dialog';
import { TerraformWarning, type Change } from './managed-by-terraform';
import { ProblemAlert } from './problem-alert';

/** The red of the library is too light for white text. */
const DANGER = 'red.9';

const MOST_LISTED = 10;

interface DeleteDialogProps {
  /**
   * The ID of the object. If a stack manages it, the dialog says what the next plan does. `null` if
   * Terraform does not know objects of this kind.
   */
  readonly id: string | null;
  readonly change?: Change;
  /** The stack of an object that names its stack itself. */
  readonly stack?: string | null;
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** What can no longer be done afterwards. */
  readonly caution: ReactNode;
  /** What ends with it, by name. */
  readonly listed?: readonly string[];
  /** The noun for the object: `key`. */
  readonly noun: string;
  /** The objects whose callers are shown. Without them, nothing can call the object. */
  readonly ids?: readonly string[];
  /** Whether something can stop working. Otherwise the button is not red. */
  readonly isDanger?: boolean;
  /** The text of the button that deletes. */
  readonly confirm?: string;
  /** The text of the button that closes; by default Cancel. */
  readonly dismiss?: string;
  /** A step that can be undone, for example to disable first. */
  readonly saferStep?: ReactNode;
  readonly remove: () => Promise<unknown>;
  readonly onRemoved: () => void;
}

/**
 * Asks before something ends permanently, and shows what would stop working. Cancel has the focus.
 */
export function DeleteDialog(props: DeleteDialogProps) {
  const { opened, onClose, title } = props;
  const [isRemoved, setIsRemoved] = useState(false);
  return (
    // The button that opened the dialog goes with the object, and a lost focus starts over at the top.
    <Dialog opened={opened} onClose={onClose} title={title} returnFocus={!isRemoved}>
      <Question
        {...props}
        onRemoved={() => {
          setIsRemoved(true);
          props.onRemoved();
        }}
      />
    </Dialog>
  );
}

/** Moves the focus to the content of the page when a dialog has gone, once it was told to. */
function useFocusOfPage() {
  const isDue = useRef(false);
  useEffect(
    () => () => {
      if (isDue.current) document.querySelector('main')?.focus({ preventScroll: true });
    },
    [],
  );
  return isDue;
}

function Question(props: DeleteDialogProps) {
  const {
    id,
    change = 'delete',
    stack,
    onClose,
    caution,
    listed = [],
    noun,
    ids = [],
    isDanger = true,
    confirm = 'Confirm',
    dismiss = 'Cancel',
    saferStep,
    remove,
    onRemoved,
  } = props;
  const isSessionEnded = useIsSessionEnded();
  useHoldPage();
  const focusesPage = useFocusOfPage();
  const removal = useMutation({
    mutationFn: remove,
    onSuccess: () => {
      focusesPage.current = true;
      onRemoved();
      onClose();
    },
  });
  const isLookingUp = useIsFetching({ predicate: isAboutConsequences }) > 0;
  const { error, reset } = removal;
  // Once there is a session again, its end is no longer a problem.
  useEffect(() => {
    if (isSessionEnd(error)) reset();
  }, [isSessionEnded]);
  return (
    <Stack gap="md">
      {id !== null && (
        <TerraformWarning id={id} change={change} {...(stack !== undefined && { stack })} />
      )}
      <Text>{caution}</Text>
      {listed.length > 0 && (
        <List size="sm">
          {listed.slice(0, MOST_LISTED).map((name, at) => (
            <List.Item key={`${name} ${at}`}>{name}</List.Item>
          ))}
          {listed.length > MOST_LISTED && (
            <List.Item>and {listed.length - MOST_LISTED} more</List.Item>
          )}
        </List>
      )}
      {ids.length > 0 && <BlastRadius ids={ids} noun={noun} />}
      {isSessionEnded && <SessionEnded />}
      {error !== null && !(isSessionEnded && isSessionEnd(error)) && <ProblemAlert error={error} />}
      <Group justify="flex-end" gap="sm">
        {saferStep}
        <Button variant="default" data-autofocus onClick={onClose} disabled={removal.isPending}>
          {dismiss}
        </Button>
        <Button
          {...(isDanger && { color: DANGER })}
          loading={removal.isPending}
          disabled={isLookingUp}
          onClick={() => removal.mutate()}
        >
          {confirm}
        </Button>
      </Group>
    </Stack>
  );
}

/** The warnings of the dialog need these queries, so a quick click waits for their answers. */
const isAboutConsequences = ({ queryKey: [, name, subject] }: Query) =>
  name === 'creations' || (name === 'usage' && Array.isArray(subject));
