import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Icon, type IconName } from '../../icons';
import classes from './options.module.css';

export interface Option {
  key: string;
  name: string;
  note?: ReactNode;
  /** Where it leads; undefined is an option that cannot be taken. */
  to?: string;
}

/** A list of large rows, one of which is to be taken. */
export function Options({ icon, options }: { icon: IconName; options: readonly Option[] }) {
  return (
    <ul className={classes.list}>
      {options.map((option) => (
        <li key={option.key}>
          {option.to === undefined ? (
            <div className={classes.option} data-off aria-disabled="true">
              <Content icon={icon} option={option} />
            </div>
          ) : (
            <Link className={classes.option} to={option.to}>
              <Content icon={icon} option={option} />
              <Icon name="next" size={20} />
            </Link>
          )}
        </li>
      ))}
    </ul>
  );
}

function Content({ icon, option }: { icon: IconName; option: Option }) {
  return (
    <>
      <span className={classes.icon}>
        <Icon name={icon} />
      </span>
      <span className={classes.text}>
        <span className={classes.name}>{option.name}</span>
        {option.note !== undefined && <span className={classes.note}>{option.note}</span>}
      </span>
    </>
  );
}
