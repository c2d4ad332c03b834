import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import { useMe } from '@shared/api/hooks';
import classes from './area-menu.module.css';
import { areasFor } from './areas';

/** The areas that one's roles open, the present one marked; nothing for who has none. */
export function AreaMenu() {
  const { t } = useTranslation();
  const me = useMe();
  const mine = areasFor(me.data?.staff?.roles?.map(({ role }) => role) ?? []);
  if (mine.length === 0) return null;
  return (
    <nav className={classes.menu} aria-label={t('area.label')}>
      {mine.map(({ key, path }) => (
        <NavLink key={key} to={path} className={classes.area}>
          {t(`area.${key}`)}
        </NavLink>
      ))}
    </nav>
  );
}
