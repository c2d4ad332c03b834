import { useTranslation } from 'react-i18next';
import classes from './panel-page.module.css';

/** Nobody to look at, and why. */
export function NobodyStage({ why }: { why: 'not_yet' | 'all_done' }) {
  const { t } = useTranslation();
  return (
    <div className={`${classes.card} ${classes.centred}`}>
      <h2 className={classes.big}>{t(`stage.${why}.title`)}</h2>
      <p className={classes.soft}>{t(`stage.${why}.text`)}</p>
    </div>
  );
}
