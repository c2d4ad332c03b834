import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import { useMe } from '@shared/api/hooks';
import classes from './area-menu.module.css';
import { groupsFor } from './areas';

/** The areas that one's roles open, at the screen's side, the present one marked; nothing for who has none. */
export function AreaMenu() {
  const { t } = useTranslation();
  const me = useMe();
  const mine = groupsFor(me.data?.staff?.roles?.map(({ role }) => role) ?? []);
  if (mine.length === 0) return null;
  return (
    <nav className={classes.menu} aria-label={t('area.label')}>
      <div className={classes.stays}>
        {mine.map(({ key, areas }) => (
          <div key={key}>
            <p className={classes.group}>{t(`area.group.${key}`)}</p>
            {areas.map((area) => (
              <NavLink key={area.key} to={area.path} className={classes.area}>
                {t(`area.${area.key}`)}
              </NavLink>
            ))}
          </div>
        ))}
      </div>
    </nav>
  );
}
