import { Button, Group, Text, UnstyledButton } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';
import type { EnrolmentView } from '@shared/model';
import { ErrorNotice } from '@shared/ui';
import { Card } from '../../layout/card';
import { OfEnrolment } from '../../layout/enrolment';
import { Page } from '../../layout/page';
import { Waiting } from '../../layout/waiting';
import classes from './announcements.module.css';
import { useAnnouncements, useRead, type Announcement } from './requests';

/** All that the school and the college have said; opening one says that it was read. */
export default function AnnouncementsPage() {
  const { t } = useTranslation();
  return <OfEnrolment title={t('announcements.title')}>{(view) => <List view={view} />}</OfEnrolment>;
}

function List({ view }: { view: EnrolmentView }) {
  const { t } = useTranslation();
  const list = useAnnouncements(view.id);
  const named = useLocation().hash.slice(1);
  const [opened, setOpened] = useState<string>();
  const open = opened ?? named;
  if (list.isPending) return <Waiting />;
  return (
    <Page title={t('announcements.title')} back={`/enrolments/${view.id}`}>
      <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />
      {list.data?.announcements.length === 0 && <Card tone="calm">{t('announcements.none')}</Card>}
      {(list.data?.announcements ?? []).map((one) => (
        <One key={one.id} enrolmentId={view.id} one={one} open={open === one.id} onToggle={() => setOpened(open === one.id ? '' : one.id)} />
      ))}
    </Page>
  );
}

interface OneProps {
  enrolmentId: string;
  one: Announcement;
  open: boolean;
  onToggle: () => void;
}

function One({ enrolmentId, one, open, onToggle }: OneProps) {
  const { t, i18n } = useTranslation();
  const { mutate: read } = useRead(enrolmentId);
  useEffect(() => {
    if (open && !one.read) read(one.id);
  }, [open, one.read, one.id, read]);
  const at = (instant: string) => new Date(instant).toLocaleString(i18n.language, { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <Card tone={one.important ? 'warm' : 'plain'}>
      <article data-announcement={one.id} data-read={one.read}>
        <UnstyledButton className={classes.head} aria-expanded={open} onClick={onToggle}>
          <span>
            {one.important && <strong className={classes.important}>{t('announcements.important')}</strong>}
            <span className={classes.title} data-read={one.read}>
              {one.title}
            </span>
          </span>
          <span className={classes.soft}>
            {t(`announcements.from.${one.kind}`, { name: one.scope_name })} · {at(one.visible_from)}
            {one.changed_at !== undefined && ` · ${t('announcements.changed', { at: at(one.changed_at) })}`}
            {!one.read && ` · ${t('announcements.new')}`}
          </span>
        </UnstyledButton>
        {open && (
          <>
            <Text className={classes.body} dir="auto">
              <Linked text={one.body} />
            </Text>
            {one.files.length > 0 && (
              <Group mt="sm">
                {one.files.map((file) => (
                  <Button
                    key={file.id}
                    component="a"
                    variant="light"
                    href={`/api/enrolments/${enrolmentId}/announcements/${one.id}/files/${file.id}`}
                    download
                  >
                    {t('announcements.file', { name: file.name, size: (file.bytes / 1e6).toFixed(1) })}
                  </Button>
                ))}
              </Group>
            )}
          </>
        )}
      </article>
    </Card>
  );
}

/** Text in which web addresses can be pressed; never anything but text. */
function Linked({ text }: { text: string }) {
  return (
    <>
      {text.split(/(https?:\/\/[^\s，。；、）]+)/g).map((part, n) =>
        n % 2 === 1 ? (
          <a key={n} href={part} target="_blank" rel="noreferrer noopener">
            {part}
          </a>
        ) : (
          part
        ),
      )}
    </>
  );
}
