import type { ReactNode } from 'react';
import classes from './fact-list.module.css';

interface FactListProps {
  /** Name and value. */
  readonly facts: readonly (readonly [string, ReactNode])[];
}

/** What is known about one object. */
export function FactList({ facts }: FactListProps) {
  return (
    <dl className={classes.facts}>
      {facts.map(([name, value]) => (
        <div className={classes.fact} key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
