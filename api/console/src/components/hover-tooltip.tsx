import { Tooltip } from '@mantine/core';
import {
  cloneElement,
  useEffect,
  useState,
  type FocusEvent,
  type PointerEvent,
  type ReactElement,
  type ReactNode,
} from 'react';

interface HoverProps {
  readonly onPointerEnter?: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerLeave?: (event: PointerEvent<HTMLElement>) => void;
  readonly onFocus?: (event: FocusEvent<HTMLElement>) => void;
  readonly onBlur?: () => void;
}

interface HoverTooltipProps {
  /** It is asked for only if it is shown. */
  readonly label: () => ReactNode;
  /** One element. If it has only an icon, it also has a name. */
  readonly children: ReactElement<HoverProps>;
}

/**
 * A tooltip for the rows of long lists. Mantine's costs more than the rest of a row, so it is made only once
 * it is shown.
 */
export function HoverTooltip({ label, children }: HoverTooltipProps) {
  const [target, setTarget] = useState<HTMLElement | null>(null);
  const hide = () => setTarget(null);
  return (
    <>
      {cloneElement(children, {
        onPointerEnter: ({ currentTarget }) => setTarget(currentTarget),
        // A finger leaves at once. Its tooltip stays until the next touch.
        onPointerLeave: ({ pointerType }) => {
          if (pointerType !== 'touch') hide();
        },
        onFocus: ({ currentTarget }) => {
          if (currentTarget.matches(':focus-visible')) setTarget(currentTarget);
        },
        onBlur: hide,
      })}
      {target && <Shown target={target} label={label()} onHide={hide} />}
    </>
  );
}

interface ShownProps {
  readonly target: HTMLElement;
  readonly label: ReactNode;
  readonly onHide: () => void;
}

function Shown({ target, label, onHide }: ShownProps) {
  useEffect(() => {
    const onKey = ({ key }: KeyboardEvent) => {
      if (key === 'Escape') onHide();
    };
    document.addEventListener('pointerdown', onHide);
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('pointerdown', onHide);
      document.removeEventListener('keydown', onKey);
    };
  });
  return <Tooltip opened target={target} label={label} />;
}
