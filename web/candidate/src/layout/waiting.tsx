import { Loader } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './page.module.css';

/** While something is on its way; silent for the first moment by its fade-in. */
export function Waiting() {
  const { t } = useTranslation();
  return (
    <div className={classes.waiting} role="status">
      <Loader />
      <span>{t('page.loading')}</span>
    </div>
  );
}
