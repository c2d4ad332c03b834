import { Anchor, Badge, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { ErrorNotice, ProgressButton } from '@shared/ui';
import { SessionFrame } from '../../layout/session-frame';
import { ContentEditor } from './content-editor';
import { ExportMenu } from './export-menu';
import { ImportDialog } from './import-dialog';
import { OnlineForm } from './online-form';
import { PaperForm } from './paper-form';
import classes from './papers.module.css';
import { ReleaseTime } from './release-time';
import { makeReady, removePaper, usePaperChange, usePapers, type Paper } from './requests';

/** The papers of a written session before its start (FEATURES D1). */
export default function PapersPage() {
  const { sessionId = '' } = useParams();
  return (
    <SessionFrame sessionId={sessionId} view="papers">
      {(board) => (
        <div className={classes.columns}>
          <Papers sessionId={board.session.id} startsAt={board.session.starts_at} />
          <Stack gap="md">
            <PaperForm sessionId={board.session.id} />
            <OnlineForm sessionId={board.session.id} />
          </Stack>
        </div>
      )}
    </SessionFrame>
  );
}

function Papers({ sessionId, startsAt }: { sessionId: string; startsAt: string }) {
  const { t } = useTranslation();
  const papers = usePapers(sessionId);
  return (
    <section className={classes.card} aria-label={t('papers.list')}>
      <Group justify="space-between">
        <h2 className={classes.title}>{t('papers.list')}</h2>
        <Anchor href={`/api/sessions/${sessionId}/answers.zip`} download>
          {t('papers.export')}
        </Anchor>
      </Group>
      <ErrorNotice error={papers.error} onRetry={() => void papers.refetch()} />
      {papers.data?.length === 0 && <Text c="dimmed">{t('papers.none')}</Text>}
      <ol className={classes.list}>
        {(papers.data ?? []).map((paper) => (
          <PaperRow key={paper.id} sessionId={sessionId} startsAt={startsAt} paper={paper} />
        ))}
      </ol>
    </section>
  );
}

function PaperRow({ sessionId, startsAt, paper }: { sessionId: string; startsAt: string; paper: Paper }) {
  const { t, i18n } = useTranslation();
  const [sealing, setSealing] = useState(false);
  const [editing, setEditing] = useState(false);
  const [importing, setImporting] = useState(false);
  const ready = usePaperChange(sessionId, () => makeReady(paper.id));
  const remove = usePaperChange(sessionId, () => removePaper(paper.id));
  const draft = paper.state === 'draft';
  const at = (instant: string) => new Date(instant).toLocaleString(i18n.language, { dateStyle: 'short', timeStyle: 'short' });
  return (
    <li className={classes.row} data-paper={paper.title} data-state={paper.state}>
      <Group gap="xs">
        <strong>{paper.title}</strong>
        <Badge tt="none" variant="default">
          {t(`papers.state.${paper.state}`)}
        </Badge>
        <Badge tt="none" variant="outline" color="gray.8">
          {t(`papers.kind.${paper.kind}`)}
        </Badge>
      </Group>
      <Text size="sm" c="dimmed">
        {paper.kind === 'pdf' ? t('papers.pdf_facts', { max: paper.max_pages, grace: paper.grace_minutes }) : t('papers.online_facts', { n: paper.items })}
        {' · '}
        {paper.released_at !== undefined ? t('papers.released_at', { at: at(paper.released_at) }) : paper.release_at !== undefined ? t('papers.release_at', { at: at(paper.release_at) }) : t('papers.by_hand')}
      </Text>
      <ErrorNotice error={ready.error ?? remove.error} />
      <Group gap="xs">
        {paper.kind === 'pdf' && (
          <Anchor href={`/api/papers/${paper.id}/file`} target="_blank" rel="noreferrer">
            {t('papers.preview')}
          </Anchor>
        )}
        {paper.kind === 'online' && (
          <Button size="compact-md" variant="default" onClick={() => setEditing(true)}>
            {t(draft ? 'items.edit' : 'papers.preview')}
          </Button>
        )}
        {draft && paper.kind === 'online' && (
          <Button size="compact-md" variant="default" onClick={() => setImporting(true)}>
            {t('papers.import')}
          </Button>
        )}
        {paper.kind === 'online' && paper.items > 0 && <ExportMenu paper={paper} />}
        {draft && (
          <Button size="compact-md" onClick={() => setSealing(true)}>
            {t('papers.make_ready')}
          </Button>
        )}
        {paper.released_at === undefined && <ReleaseTime sessionId={sessionId} startsAt={startsAt} paper={paper} />}
        {draft && (
          <ProgressButton size="compact-md" variant="default" c="red.9" onPress={() => remove.mutateAsync(undefined)} aria-label={t('papers.remove', { title: paper.title })}>
            {t('papers.remove_short')}
          </ProgressButton>
        )}
      </Group>
      {editing && <ContentEditor sessionId={sessionId} paper={paper} onClose={() => setEditing(false)} />}
      {importing && <ImportDialog sessionId={sessionId} paper={paper} onClose={() => setImporting(false)} />}
      {sealing && (
        <Modal opened onClose={() => setSealing(false)} title={t('papers.ready_title', { title: paper.title })} centered>
          <Stack gap="md">
            <Text>{t('papers.ready_text')}</Text>
            <Group justify="flex-end">
              <Button variant="default" onClick={() => setSealing(false)}>
                {t('action.cancel')}
              </Button>
              <ProgressButton onPress={() => ready.mutateAsync(undefined).finally(() => setSealing(false))}>{t('papers.make_ready')}</ProgressButton>
            </Group>
          </Stack>
        </Modal>
      )}
    </li>
  );
}
