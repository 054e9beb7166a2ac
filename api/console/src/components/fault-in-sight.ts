import { useEffect, useRef, useState } from 'react';

const FAULTS = ':is(input, textarea, select):is([aria-invalid=true], [data-error]), [role=alert]';

/**
 * Brings what was refused into sight, because in a long dialog it may be far from the button that sends. A
 * field gets the focus. Any other fault is announced, and the button, which lost the focus while it was
 * disabled, gets it again.
 */
export function useFaultInSight() {
  const form = useRef<HTMLFormElement>(null);
  const [failures, setFailures] = useState(0);
  useEffect(() => {
    if (failures === 0) return;
    const fault = form.current?.querySelector<HTMLElement>(FAULTS);
    if (fault?.matches('input, textarea, select') === true) {
      fault.focus();
      return;
    }
    form.current?.querySelector<HTMLElement>('button[type=submit]')?.focus({ preventScroll: true });
    fault?.scrollIntoView({ block: 'center' });
  }, [failures]);
  return { form, show: () => setFailures((count) => count + 1) };
}
