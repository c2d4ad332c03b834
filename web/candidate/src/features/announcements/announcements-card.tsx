import { Badge, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { EnrolmentView } from '@shared/model';
import { Card } from '../../layout/card';
import classes from './announcements.module.css';
import { useAnnouncements } from './requests';

/** The newest announcements on the enrolment's page, with how many are unread (FEATURES A10). */
export function AnnouncementsCard({ view }: { view: EnrolmentView }) {
  const { t } = useTranslation();
  const list = useAnnouncements(view.id).data?.announcements ?? [];
  if (list.length === 0) return null;
  const unread = list.filter((one) => !one.read).length;
  const to = `/enrolments/${view.id}/announcements`;
  return (
    <Card>
      <section aria-label={t('announcements.title')}>
        <Group justify="space-between" mb="xs">
          <Text fw={650} size="lg">
            {t('announcements.title')}
          </Text>
          {unread > 0 && (
            <Badge size="lg" color="red.9" tt="none">
              {t('announcements.unread', { count: unread })}
            </Badge>
          )}
        </Group>
        {list.slice(0, 3).map((one) => (
          <Link key={one.id} to={`${to}#${one.id}`} className={classes.line} data-read={one.read}>
            {one.important && <strong className={classes.important}>{t('announcements.important')}</strong>}
            {one.title}
          </Link>
        ))}
        {list.length > 3 && (
          <Link to={to} className={classes.line}>
            {t('announcements.all', { count: list.length })}
          </Link>
        )}
      </section>
    </Card>
  );
}
