import type { ReactNode } from 'react';
import classes from './card.module.css';

/** A white sheet for one thing. */
export function Card({ children, tone = 'plain' }: { children: ReactNode; tone?: 'plain' | 'calm' | 'warm' }) {
  return (
    <section className={classes.card} data-tone={tone}>
      {children}
    </section>
  );
}

/** Name and value pairs. */
export function Facts({ rows }: { rows: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className={classes.facts}>
      {rows.map(([name, value]) => (
        <div key={name} className={classes.fact}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
