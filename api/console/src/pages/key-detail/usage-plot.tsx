import { Text } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { AxisBottom, AxisLeft } from '@visx/axis';
import { scaleBand, scaleLinear } from '@visx/scale';
import { Bar } from '@visx/shape';
import { useState, type KeyboardEvent } from 'react';
import classes from './usage-plot.module.css';

interface UsagePoint {
  /** `YYYY-MM-DD`, in UTC. */
  readonly day: string;
  readonly uses: number;
}

const HEIGHT = 180;
const MARGIN = { top: 8, right: 24, bottom: 24, left: 44 };
const FIRST_WIDTH = 600;
/** As many labels of days as fit. */
const LABEL_WIDTH = 90;

/** Bars, one for each day. The pointer and the arrow keys choose a day, and a line of text reads it out. */
export function UsagePlot({ points }: { readonly points: readonly UsagePoint[] }) {
  const { ref, width: measured } = useElementSize();
  const [chosen, setChosen] = useState(points.length - 1);
  const width = measured || FIRST_WIDTH;
  const days = points.map(({ day }) => day);
  const most = Math.max(1, ...points.map(({ uses }) => uses));
  const x = scaleBand({ domain: days, range: [MARGIN.left, width - MARGIN.right], padding: 0.2 });
  const y = scaleLinear({
    domain: [0, most],
    range: [HEIGHT - MARGIN.bottom, MARGIN.top],
    nice: 4,
  });
  const every = Math.ceil(days.length / Math.max(1, Math.floor(width / LABEL_WIDTH)));
  const labeled = days.filter((_, at) => (days.length - 1 - at) % every === 0);
  const point = points[chosen];

  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    setChosen((at) => Math.min(points.length - 1, Math.max(0, at + step)));
  };

  return (
    <div ref={ref}>
      <Text size="sm" role="status">
        {point && `${dayText(point.day)}: ${usesText(point.uses)}`}
      </Text>
      <svg
        width={width}
        height={HEIGHT}
        role="img"
        tabIndex={0}
        aria-label={`Uses on each of ${points.length} days, at most ${most}. Use the arrow keys to read a day.`}
        className={classes.plot}
        onKeyDown={onKeyDown}
      >
        {points.map(({ day, uses }, at) => (
          <g key={day} onPointerEnter={() => setChosen(at)}>
            <rect
              x={x(day)}
              width={x.bandwidth()}
              y={MARGIN.top}
              height={HEIGHT - MARGIN.bottom - MARGIN.top}
              className={at === chosen ? classes.chosenDay : classes.day}
            />
            <Bar
              x={x(day)}
              width={x.bandwidth()}
              y={y(uses)}
              height={HEIGHT - MARGIN.bottom - y(uses)}
              className={classes.bar ?? ''}
            />
          </g>
        ))}
        <AxisBottom
          top={HEIGHT - MARGIN.bottom}
          scale={x}
          tickValues={labeled}
          tickFormat={(day) => dayText(day)}
          stroke="var(--kp-border)"
          hideTicks
          tickClassName={classes.tick ?? ''}
        />
        <AxisLeft
          left={MARGIN.left}
          scale={y}
          numTicks={4}
          tickFormat={(uses) => (Number.isInteger(uses) ? uses.toLocaleString('en-US') : '')}
          hideAxisLine
          hideTicks
          tickClassName={classes.tick ?? ''}
        />
      </svg>
    </div>
  );
}

const usesText = (uses: number) => (uses === 1 ? '1 use' : `${uses.toLocaleString('en-US')} uses`);

const dayText = (day: string) =>
  new Date(day).toLocaleDateString('en-US', { month: 'short', day: 'numeric', timeZone: 'UTC' });
