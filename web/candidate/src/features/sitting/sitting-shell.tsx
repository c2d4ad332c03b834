import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { SittingView } from '@shared/model';
import { LanguageSwitch, PhaseBadge } from '@shared/ui';
import { Icon } from '../../icons';
import { usePageTitle } from '../../layout/page';
import classes from './sitting-shell.module.css';

export interface SittingShellProps {
  sitting: SittingView;
  /** True while this device takes part: its role is then always in sight (FEATURES B1). */
  inside: boolean;
  children: ReactNode;
}

export function SittingShell({ sitting, inside, children }: SittingShellProps) {
  const { t } = useTranslation();
  const position = sitting.my_position;
  const heading = usePageTitle(`${t(`phase.${sitting.phase}`)} · ${sitting.subject.name}`);
  return (
    <div className={classes.shell} data-phase={sitting.phase} data-position={position}>
      <header className={classes.top}>
        {inside && position !== 0 ? (
          <span className={classes.role} data-testid="role">
            <Icon name={position === 1 ? 'camera-first' : 'camera-second'} size={20} />
            {t(`position.${position}`)}
          </span>
        ) : (
          <img src="/icon.svg" alt="" width={28} height={28} />
        )}
        <span className={classes.who}>
          <h1 className={classes.subject} ref={heading} tabIndex={-1}>
            {sitting.subject.name}
          </h1>
          <span className={classes.name}>
            {sitting.candidate.name} · {sitting.candidate.number}
          </span>
        </span>
        <PhaseBadge phase={sitting.phase} size="lg" className={classes.phase} />
        <LanguageSwitch />
      </header>
      {sitting.mock === true && (
        <p className={classes.mock} role="note" data-testid="mock">
          {t('practice.strip')}
        </p>
      )}
      <main className={classes.main}>{children}</main>
    </div>
  );
}
