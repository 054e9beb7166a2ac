import { useNotifications } from '@mantine/notifications';
import { useEffect, useState, type ComponentType } from 'react';

/** By then, the first page is there. */
const PATIENCE_MILLIS = 2000;

/**
 * Short messages at the edge of the window. They appear after something that the person does, so their code is not
 * loaded with the first page. A message waits for the code. If loading fails, the next message tries again.
 */
export function Toasts() {
  const { notifications } = useNotifications();
  const [Shown, setShown] = useState<ComponentType>();
  const isLoaded = Shown !== undefined;
  const { length } = notifications;
  useEffect(() => {
    if (isLoaded) return;
    const load = async () => {
      const { Notifications } = await import('./notifications');
      setShown(() => Notifications);
    };
    const timer = setTimeout(
      () => void load().catch(() => undefined),
      length ? 0 : PATIENCE_MILLIS,
    );
    return () => clearTimeout(timer);
  }, [isLoaded, length]);
  return Shown && <Shown />;
}
