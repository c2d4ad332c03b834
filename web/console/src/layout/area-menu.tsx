import { Button, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import { useMe } from '@shared/api/hooks';
import { areasFor } from './areas';

/** The areas that one's roles open; nothing for who has none. */
export function AreaMenu() {
  const { t } = useTranslation();
  const me = useMe();
  const mine = areasFor(me.data?.staff?.roles?.map(({ role }) => role) ?? []);
  if (mine.length === 0) return null;
  return (
    <Group component="nav" gap="xs" mb="md" aria-label={t('area.label')}>
      {mine.map(({ key, path }) => (
        <Button key={key} component={NavLink} to={path} variant="light" size="md">
          {t(`area.${key}`)}
        </Button>
      ))}
    </Group>
  );
}
