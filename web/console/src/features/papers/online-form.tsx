import { Group, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice, ProgressButton } from '@shared/ui';
import classes from './papers.module.css';
import { addPaper, usePaperChange } from './requests';

/** A new paper to be answered on the screen; its items are written afterwards. */
export function OnlineForm({ sessionId }: { sessionId: string }) {
  const { t } = useTranslation();
  const [title, setTitle] = useState('');
  const add = usePaperChange(sessionId, () => addPaper(sessionId, { kind: 'online', title: title.trim(), grace_minutes: 0 }));
  return (
    <section className={classes.card} aria-label={t('items.new_paper')}>
      <h2 className={classes.title}>{t('items.new_paper')}</h2>
      <TextInput size="md" label={t('papers.title')} value={title} onChange={(event) => setTitle(event.currentTarget.value)} maxLength={100} />
      <ErrorNotice error={add.error} title={t('papers.failed')} />
      <Group justify="flex-end" mt="sm">
        <ProgressButton size="md" disabled={title.trim() === ''} onPress={() => add.mutateAsync(undefined).then(() => setTitle(''))}>
          {t('papers.save')}
        </ProgressButton>
      </Group>
    </section>
  );
}
