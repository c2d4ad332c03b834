import { Alert, Badge, Button, Group, Progress as Bar, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isApiError } from '@shared/api/client';
import type { EnrolmentView } from '@shared/model';
import { ErrorNotice } from '@shared/ui';
import { Card } from '../../layout/card';
import { OfEnrolment } from '../../layout/enrolment';
import { Page } from '../../layout/page';
import { Keeper, type Progress } from './keeper';
import classes from './materials.module.css';
import { filePath, materialsKey, useDrop, useHandIn, useMaterials, type Asked } from './requests';
import { shrunk } from './shrink';

/** Hands in what the exam asks for, and shows how each stands (FEATURES A11). */
export default function MaterialsPage() {
  const { t } = useTranslation();
  return <OfEnrolment title={t('materials.title')}>{(view) => <Materials view={view} />}</OfEnrolment>;
}

/** The files on their way; they go on from where an earlier page left them. */
function useKeeper(enrolmentId: string): { keeper: React.RefObject<Keeper | undefined>; sending: Progress[] } {
  const client = useQueryClient();
  const keeper = useRef<Keeper>(undefined);
  const [sending, setSending] = useState<Progress[]>([]);
  useEffect(() => {
    const own = new Keeper(enrolmentId, setSending, () => void client.invalidateQueries({ queryKey: materialsKey(enrolmentId) }));
    keeper.current = own;
    void own.resume();
    return () => own.close();
  }, [enrolmentId, client]);
  return { keeper, sending };
}

function Materials({ view }: { view: EnrolmentView }) {
  const { t } = useTranslation();
  const list = useMaterials(view.id);
  const { keeper, sending } = useKeeper(view.id);
  const take = (one: Asked, files: FileList | null) => {
    for (const file of files ?? []) void shrunk(file).then((small) => keeper.current?.send(one.id, small));
  };
  return (
    <Page title={t('materials.title')} back={`/enrolments/${view.id}`}>
      <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />
      {list.data?.materials.length === 0 && <Card tone="calm">{t('materials.none')}</Card>}
      {(list.data?.materials ?? []).map((one) => (
        <One
          key={one.id}
          enrolmentId={view.id}
          one={one}
          sending={sending.filter(({ requirementId }) => requirementId === one.id)}
          onTake={(files) => take(one, files)}
          onForget={(id) => void keeper.current?.forget(id)}
        />
      ))}
    </Page>
  );
}

const shades = { missing: 'orange', pending: 'brand', passed: 'teal', rejected: 'red' } as const;

interface OneProps {
  enrolmentId: string;
  one: Asked;
  sending: Progress[];
  onTake: (files: FileList | null) => void;
  onForget: (id: string) => void;
}

function One({ enrolmentId, one, sending, onTake, onForget }: OneProps) {
  const { t, i18n } = useTranslation();
  const hand = useHandIn(enrolmentId, one.id);
  const drop = useDrop(enrolmentId, one.id);
  const deadline = new Date(one.deadline).toLocaleString(i18n.language, { dateStyle: 'medium', timeStyle: 'short' });
  const underWay = sending.filter(({ error }) => error === undefined);
  const full = one.drafts.length + underWay.length >= one.most;
  const ready = one.drafts.length >= one.least && underWay.length === 0;
  return (
    <Card>
      <article data-requirement={one.name} data-state={one.state}>
        <Group justify="space-between" mb={4}>
          <h2 className={classes.name}>{one.name}</h2>
          <Badge size="lg" tt="none" variant="light" color={shades[one.state]}>
            {t(`materials.state.${one.state}`)}
          </Badge>
        </Group>
        {one.hint !== '' && <Text className={classes.hint}>{one.hint}</Text>}
        <Text size="sm" c="var(--ink-soft)">
          {t(`materials.kind.${one.kind}`)} · {t(one.least === one.most ? 'materials.count' : 'materials.counts', { least: one.least, most: one.most })} ·{' '}
          {t('materials.size', { size: Math.max(1, Math.round(one.max_bytes / (1 << 20))) })} · {t('materials.deadline', { at: deadline })}
        </Text>
        {one.state === 'rejected' && (
          <Alert my="sm" color="red" variant="light" title={t('materials.rejected')}>
            <span dir="auto">{one.reason}</span>
          </Alert>
        )}
        <Pictures enrolmentId={enrolmentId} one={one} onDrop={(id) => drop.mutate(id)} />
        {sending.map((each) => (
          <Sending key={each.id} each={each} onForget={() => onForget(each.id)} />
        ))}
        {one.open && (
          <Stack gap="xs" mt="sm">
            {!full && <Choosers one={one} onTake={onTake} />}
            {full && one.drafts.length >= one.most && <Text size="sm">{t('materials.full', { most: one.most })}</Text>}
            <ErrorNotice error={hand.error ?? drop.error} />
            {one.drafts.length > 0 && (
              <Button size="xl" color="teal.9" disabled={!ready} loading={hand.isPending} onClick={() => hand.mutate(undefined)}>
                {t('materials.hand_in')}
              </Button>
            )}
            {one.drafts.length > 0 && one.drafts.length < one.least && <Text size="sm">{t('materials.more', { count: one.least - one.drafts.length })}</Text>}
          </Stack>
        )}
        {!one.open && one.state === 'missing' && <Text mt="sm">{t('materials.late')}</Text>}
      </article>
    </Card>
  );
}

function Pictures({ enrolmentId, one, onDrop }: { enrolmentId: string; one: Asked; onDrop: (id: string) => void }) {
  const { t } = useTranslation();
  const shown = one.drafts.length > 0 ? one.drafts : one.handed;
  if (shown.length === 0) return null;
  return (
    <div className={classes.files}>
      {shown.map((file) => {
        const path = filePath(enrolmentId, one.id, file.id);
        return (
          <figure key={file.id} className={classes.file} data-file={file.name}>
            {file.type.startsWith('image/') && <img src={path} alt={file.name} />}
            {file.type.startsWith('video/') && <video src={path} controls preload="metadata" aria-label={file.name} />}
            {file.type === 'application/pdf' && (
              <a href={path} target="_blank" rel="noreferrer">
                {file.name}
              </a>
            )}
            {one.drafts.length > 0 && (
              <Button size="compact-md" variant="subtle" color="red.9" aria-label={t('materials.drop', { name: file.name })} onClick={() => onDrop(file.id)}>
                ✕
              </Button>
            )}
          </figure>
        );
      })}
    </div>
  );
}

function Choosers({ one, onTake }: { one: Asked; onTake: (files: FileList | null) => void }) {
  const { t } = useTranslation();
  const input = (capture: boolean, label: string) => (
    <Button component="label" variant="light" fullWidth>
      {label}
      <input
        type="file"
        className={classes.hidden}
        accept={one.types.join(',')}
        {...(capture ? { capture: 'environment' as const } : { multiple: one.most > 1 })}
        onChange={(event) => {
          onTake(event.currentTarget.files);
          event.currentTarget.value = '';
        }}
      />
    </Button>
  );
  return (
    <>
      {one.kind !== 'file' && input(true, t(`materials.camera.${one.kind}`))}
      {input(false, t('materials.choose'))}
    </>
  );
}

function Sending({ each, onForget }: { each: Progress; onForget: () => void }) {
  const { t } = useTranslation();
  if (each.error !== undefined) {
    const why = isApiError(each.error) ? each.error.extras.why : undefined;
    return (
      <ErrorNotice error={each.error} title={t(why === 'too_many' ? 'materials.too_many' : 'materials.refused', { name: each.name })}>
        <Button size="compact-md" variant="white" color="red.9" onClick={onForget}>
          {t('action.close')}
        </Button>
      </ErrorNotice>
    );
  }
  const percent = Math.round(each.share * 100);
  return (
    <div className={classes.sending} role="status" data-sending={each.name}>
      <Text size="sm">
        {each.name} · {t(each.waiting ? 'materials.waiting' : 'materials.sending', { percent })}
      </Text>
      <Bar value={percent} aria-label={each.name} />
    </div>
  );
}
