import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlarmShown } from './use-alarm';
import { isWarning } from './watch';
import classes from './alarm-screen.module.css';

export interface AlarmScreenProps {
  shown: AlarmShown;
  /** The one button: begins anew, or says that it was seen. */
  onRecover: () => void;
  onHush: () => void;
  onClose: () => void;
}

/** Fills the screen while something stops a recording, on both phones; once seen it shrinks to a line (FEATURES F11). */
export function AlarmScreen({ shown, onRecover, onHush, onClose }: AlarmScreenProps) {
  const { t } = useTranslation();
  const button = useRef<HTMLButtonElement>(null);
  const { alarm, over } = shown;
  const hushed = !over && shown.hushed;
  useEffect(() => {
    if (!hushed) button.current?.focus({ preventScroll: true });
  }, [hushed, over]);
  const camera = t(`position.${alarm.position}`);
  const title = over ? t('video.alarm.over', { camera, seconds: shown.seconds }) : t(`video.alarm.${alarm.problem}.title`, { camera });
  if (hushed) {
    return (
      <div className={classes.line} role="status" data-testid="alarm-line" data-problem={alarm.problem}>
        {title}
        {alarm.own && (
          <button type="button" className={classes.small} onClick={onRecover}>
            {t('video.alarm.recover')}
          </button>
        )}
      </div>
    );
  }
  return (
    <div
      className={classes.screen}
      role="alertdialog"
      aria-modal="true"
      aria-labelledby="alarm-title"
      aria-describedby="alarm-text"
      data-testid="alarm"
      data-problem={alarm.problem}
      data-position={alarm.position}
      data-tone={over ? 'over' : isWarning(alarm.problem) ? 'warn' : 'stop'}
    >
      <p className={classes.camera}>{camera}</p>
      <h2 id="alarm-title" className={classes.title}>
        {title}
      </h2>
      <p id="alarm-text" className={classes.text}>
        {over ? t('video.alarm.over_text') : t(`video.alarm.${alarm.problem}.${alarm.own ? 'text' : 'other'}`)}
      </p>
      <button ref={button} type="button" className={classes.button} onClick={over ? onClose : alarm.own && !isWarning(alarm.problem) ? onRecover : onHush}>
        {t(over ? 'video.alarm.go_on' : alarm.own && !isWarning(alarm.problem) ? 'video.alarm.recover' : 'video.alarm.seen')}
      </button>
      {!over && alarm.own && !isWarning(alarm.problem) && (
        <button type="button" className={classes.quiet} onClick={onHush}>
          {t('video.alarm.shrink')}
        </button>
      )}
    </div>
  );
}
