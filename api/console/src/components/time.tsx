import { usePreferences } from '../preferences/preferences';
import { relativeTime, shownTime, utcTime, zoneName } from '../preferences/zone';
import { HoverTooltip } from './hover-tooltip';

interface TimeProps {
  /** RFC 3339; `null` is shown as `-`. */
  readonly value: string | null | undefined;
  /** `relative` for a sentence, `absolute` for a column whose header names the zone. */
  readonly as?: 'absolute' | 'relative';
}

/** An instant in the person's time zone. The tooltip has the other form and UTC. */
export function Time({ value, as = 'absolute' }: TimeProps) {
  const { zone } = usePreferences();
  if (value == null) return <>-</>;
  const instant = new Date(value);
  const absolute = () => shownTime(instant, zone);
  const relative = () => relativeTime(instant);
  const other = () =>
    as === 'absolute' ? relative() : `${absolute()} (${zoneName(zone, instant)})`;
  return (
    <HoverTooltip label={() => `${other()} · ${utcTime(instant)}`}>
      <time dateTime={value}>{as === 'absolute' ? absolute() : relative()}</time>
    </HoverTooltip>
  );
}

/** The zone of a column of times, for its header. */
export function useZoneName(): string {
  return zoneName(usePreferences().zone);
}
