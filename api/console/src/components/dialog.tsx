import { Modal, type ModalProps } from '@mantine/core';
import { createContext, useContext, useEffect, useRef, useState } from 'react';

const CoverContext = createContext<(isCovered: boolean) => void>(() => undefined);

/**
 * A modal dialog. When it closes, the focus goes back to what opened it. The library does that only for
 * dialogs that are mounted before they open. While another dialog covers this one, Escape closes only the other.
 */
export function Dialog(props: ModalProps) {
  const { opened, returnFocus = true, closeOnEscape = true, children, ...modal } = props;
  const [isCovered, setIsCovered] = useState(false);
  useFocusBack(opened, returnFocus);
  return (
    <Modal
      {...modal}
      opened={opened}
      returnFocus={false}
      closeOnEscape={closeOnEscape && !isCovered}
    >
      <CoverContext.Provider value={setIsCovered}>{children}</CoverContext.Provider>
    </Modal>
  );
}

/** A dialog above the dialog that contains it. Show it only while it is open. */
export function CoveringDialog(props: Omit<ModalProps, 'opened'>) {
  const cover = useContext(CoverContext);
  useEffect(() => {
    cover(true);
    return () => cover(false);
  }, [cover]);
  return <Dialog {...props} opened closeOnClickOutside={false} />;
}

/** Chromium moves the focus away from an element that is removed only after the effects have run. */
const REMOVAL_MILLIS = 10;

/** What opened the last dialog. Another dialog may take its place, and then has the same opener. */
let lastOpener: Element | null = null;

function useFocusBack(opened: boolean, returnsFocus: boolean): void {
  const isWanted = useRef(returnsFocus);
  isWanted.current = returnsFocus;
  useEffect(() => {
    if (!opened) return;
    const opener = openerOf(document.activeElement) ?? lastOpener;
    return () => {
      lastOpener = opener;
      if (!isWanted.current) return;
      const atClose = document.activeElement;
      setTimeout(() => {
        const { activeElement } = document;
        if (activeElement === document.body || activeElement === atClose) focusOn(opener);
      }, REMOVAL_MILLIS);
    };
  }, [opened]);
}

/** The button of a menu is there longer than the entry of the menu that was chosen. */
function openerOf(focused: Element | null): Element | null {
  if (focused === document.body) return null;
  const button = focused?.closest('[role=menu]')?.getAttribute('aria-labelledby');
  return button == null ? focused : document.getElementById(button);
}

function focusOn(element: Element | null): void {
  if (element instanceof HTMLElement && element.isConnected) element.focus({ preventScroll: true });
  else document.querySelector('main')?.focus({ preventScroll: true });
}
