import { Modal, type ModalProps } from '@mantine/core';
import { useEffect, useState, type RefObject } from 'react';

interface DialogProps extends ModalProps {
  /** Gets the focus afterward, if that is not what opened the dialog. */
  readonly returnTo?: RefObject<HTMLElement | null>;
}

/**
 * A modal dialog. Mantine gives the focus back only if the dialog was there before it opened. Most of ours exist
 * only while they are open. Without this, their end leaves the keyboard at the top of the page.
 */
export function Dialog({ returnTo, ...props }: DialogProps) {
  useFocusBack(props.opened, returnTo);
  return <Modal {...props} />;
}

/** What opened the dialog that is open. A dialog that replaces another one has the same opener. */
let opener: HTMLElement | null = null;

function useFocusBack(isNew: boolean, returnTo: RefObject<HTMLElement | null> | undefined): void {
  const [before] = useState(() => (isNew ? outsideDialogs(document.activeElement) : null));
  useEffect(() => {
    if (!isNew) return;
    if (before !== null) opener = before;
    return () => {
      // Another dialog may have the focus already.
      if (document.activeElement !== document.body) return;
      const target = returnTo?.current ?? opener;
      const main = document.querySelector('main');
      (target?.isConnected === true ? target : main)?.focus({ preventScroll: true });
    };
    // What is open at first stays open until it goes.
  }, []);
}

const outsideDialogs = (element: Element | null): HTMLElement | null =>
  element instanceof HTMLElement && element.closest('[role=dialog]') === null ? element : null;
