import '@mantine/core/styles/Progress.css';
import { ActionIcon, Badge, Button, Group, Progress, Stack, Text, Title } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { trackOf } from '@shared/media';
import { ErrorNotice, ProgressButton } from '@shared/ui';
import { Card } from '../../../layout/card';
import { useMedia } from '../media-context';
import { AskedPages } from './asked-pages';
import { PageDraft, type PageProgress } from './page-draft';
import { canShoot, pictureOf, shoot } from './page-picture';
import { PagesShown } from './pages-shown';
import { Picker } from './picker';
import { useSendPages, type Written } from './requests';
import { ReplaceDialog } from './replace-dialog';
import { SubmitButton } from './submit-button';
import classes from './written.module.css';

/** 上传答卷 on the second camera's phone (manual 2.2.1a (c)-(e); FEATURES D4-D7). */
export function PagesPanel({ sittingId, written }: { sittingId: string; written: Written }) {
  const { t } = useTranslation();
  const { draft, pages } = useDraft(sittingId);
  const [refused, setRefused] = useState(0);
  const send = useSendPages(sittingId);
  const [asking, setAsking] = useState(false);
  const max = written.paper?.max_pages ?? 9;
  const take = async (photos: readonly Blob[], instead?: string) => {
    const room = instead === undefined ? max - pages.length : 1;
    setRefused(Math.max(0, photos.length - room));
    for (const photo of photos.slice(0, room)) {
      const { jpeg, flaws } = await pictureOf(photo);
      await draft.current?.add(jpeg, flaws, instead);
    }
  };
  const sent = written.pages;
  const ids = pages.flatMap(({ fileId }) => fileId ?? []);
  const ready = ids.length === pages.length && pages.length > 0;
  const counts = ready && sent !== undefined && sent.files.map(({ id }) => id).join() === ids.join();
  const retake = async (fileId: string, photo: Blob) => {
    if (pages.length === 0) await draft.current?.reset(sent?.files.map(({ id }) => id));
    await take([photo], draft.current?.placeOf(fileId));
  };
  const hand = async () => {
    setAsking(false);
    await send.mutateAsync(ids);
  };
  return (
    <Card>
      <Title order={2}>{t('pages.title')}</Title>
      <Text size="sm">{t('pages.lead', { max })}</Text>
      {sent !== undefined && <AskedPages pages={sent} retaken={(id) => pages.length > 0 && !pages.some(({ fileId }) => fileId === id)} onRetake={(id, photo) => void retake(id, photo)} />}
      {pages.length === 0 && sent !== undefined && (
        <Button variant="light" mt="sm" onClick={() => void draft.current?.reset(sent.files.map(({ id }) => id))}>
          {t('pages.change')}
        </Button>
      )}
      <ol className={classes.draft} data-testid="draft">
        {pages.map((page, at) => (
          <DraftItem key={page.id} page={page} at={at} last={at === pages.length - 1} sittingId={sittingId} draft={draft} onRetake={(photo) => take([photo], page.id)} />
        ))}
      </ol>
      {refused > 0 && (
        <Text role="alert" fw={600} c="red.9" data-testid="too-many">
          {t('pages.too_many', { max, n: refused })}
        </Text>
      )}
      <Choosers onTake={take} />
      <ErrorNotice error={send.error} title={t('pages.not_sent')} />
      {!counts && (
        <ProgressButton fullWidth size="lg" mt="sm" disabled={!ready} onPress={() => (sent === undefined ? hand() : setAsking(true))}>
          {t('pages.send', { n: pages.length })}
        </ProgressButton>
      )}
      {asking && sent !== undefined && <ReplaceDialog before={sent.files.length} now={pages.length} onClose={() => setAsking(false)} onConfirm={hand} />}
      {sent !== undefined && (
        <Stack gap={4} mt="md">
          <Title order={3}>{t('pages.what_counts')}</Title>
          <PagesShown pages={sent} />
          {counts && (
            <Button variant="subtle" onClick={() => void draft.current?.reset()}>
              {t('pages.anew')}
            </Button>
          )}
        </Stack>
      )}
      <SubmitButton sittingId={sittingId} empty={sent === undefined ? t('written.submit_no_pages') : counts || pages.length === 0 ? undefined : t('pages.unsent')} />
    </Card>
  );
}

function useDraft(sittingId: string) {
  const draft = useRef<PageDraft>(undefined);
  const [pages, setPages] = useState<PageProgress[]>([]);
  useEffect(() => {
    const own = new PageDraft(sittingId, setPages);
    draft.current = own;
    void own.resume();
    return () => own.close();
  }, [sittingId]);
  return { draft, pages };
}

interface DraftItemProps {
  page: PageProgress;
  at: number;
  last: boolean;
  sittingId: string;
  draft: React.RefObject<PageDraft | undefined>;
  onRetake: (photo: Blob) => void;
}

/** One page on its way: its picture, what may be wrong with it, its place. */
function DraftItem({ page, at, last, sittingId, draft, onRetake }: DraftItemProps) {
  const { t } = useTranslation();
  const url = usePicture(page, sittingId);
  const n = at + 1;
  return (
    <li className={classes.page} data-page={n} data-state={page.error !== undefined ? 'refused' : page.fileId !== undefined ? 'there' : page.waiting ? 'waiting' : 'sending'}>
      {url !== undefined && <img src={url} alt={t('written.answer_page', { n })} />}
      <Text size="sm">
        {n} {page.fileId !== undefined && <Badge color="teal.9" tt="none" size="sm">{t('pages.there')}</Badge>}
        {page.waiting && <Badge color="red.9" tt="none" size="sm">{t('pages.waiting')}</Badge>}
      </Text>
      {page.fileId === undefined && page.error === undefined && <Progress value={page.share * 100} aria-label={t('pages.progress', { n })} />}
      <ErrorNotice error={page.error} />
      {page.flaws.map((flaw) => (
        <span key={flaw} className={classes.flaw} data-flaw={flaw}>
          {t(`pages.flaw.${flaw}`)}
        </span>
      ))}
      <div className={classes.tools}>
        <ActionIcon variant="light" size={36} aria-label={t('pages.earlier', { n })} disabled={at === 0} onClick={() => void draft.current?.move(page.id, -1)}>
          ←
        </ActionIcon>
        <ActionIcon variant="light" size={36} aria-label={t('pages.later', { n })} disabled={last} onClick={() => void draft.current?.move(page.id, 1)}>
          →
        </ActionIcon>
        <ActionIcon variant="light" size={36} color="red.9" aria-label={t('pages.remove', { n })} onClick={() => void draft.current?.remove(page.id)}>
          ✕
        </ActionIcon>
      </div>
      <Picker capture label={t('pages.retake')} onTake={([photo]) => photo !== undefined && onRetake(photo)} />
    </li>
  );
}

/** The picture that the phone keeps, else the server's. */
function usePicture(page: PageProgress, sittingId: string): string | undefined {
  const [url, setUrl] = useState<string>();
  const { jpeg } = page;
  useEffect(() => {
    if (jpeg === undefined) return;
    const made = URL.createObjectURL(jpeg);
    // The address is made with the picture and given back with it.
    // eslint-disable-next-line react-hooks/set-state-in-effect
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [jpeg]);
  return jpeg === undefined ? `/api/sittings/${sittingId}/pages/${page.fileId}?small=true` : url;
}

/** Takes pages: from the running camera where the browser can, else by the camera app or from the album. */
function Choosers({ onTake }: { onTake: (photos: readonly Blob[]) => Promise<void> }) {
  const { t } = useTranslation();
  const { local } = useMedia();
  const track = trackOf(local.camera);
  const [failed, setFailed] = useState<unknown>();
  const take = (photos: readonly Blob[]) => {
    setFailed(undefined);
    onTake(photos).catch(setFailed);
  };
  return (
    <Stack gap={6} mt="xs">
      {track !== undefined && canShoot() && (
        <ProgressButton variant="light" fullWidth onPress={async () => take([await shoot(track)])}>
          {t('pages.shoot')}
        </ProgressButton>
      )}
      <Group grow>
        <Picker capture label={t('pages.camera')} onTake={take} />
        <Picker label={t('pages.album')} onTake={take} />
      </Group>
      {failed !== undefined && (
        <Text role="alert" c="red.9">
          {t('pages.unreadable')}
        </Text>
      )}
    </Stack>
  );
}
