import { Button, Text, Title } from '@mantine/core';
import { Suspense, useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { secondsUntil, useServerNow } from '@shared/clock';
import { lazyPage } from '@shared/lazy-page';
import type { SittingView } from '@shared/model';
import { clockText, ErrorNotice } from '@shared/ui';
import { Icon } from '../../../icons';
import { Card } from '../../../layout/card';
import { Waiting } from '../../../layout/waiting';
import { ConnectSecond } from '../connect-second';
import { DeviceTrouble } from '../device-trouble';
import { Messages } from '../messages';
import { OwnPictures } from '../own-pictures';
import { RoomStatus } from '../room-status';
import { BreakBar, BreakView } from './break-view';
import { useWrittenNews } from './news';
import { NewsLine } from './news-line';
import { PagesShown } from './pages-shown';
import { PauseView } from './pause-view';
import { ReceiptCard } from './receipt-card';
import { useOpenPaper, useWritten, type Written } from './requests';
import { fetchAhead } from './sealed';
import { SubmitButton } from './submit-button';
import './texts';
import classes from './written.module.css';

const PaperPdf = lazyPage(() => import('./paper-pdf'));
const OnlineView = lazyPage(() => import('./online-view'));

/** The written exam on the first camera: waiting for the paper, the paper, what was handed in (manual 2.2.1). */
export default function WrittenView({ sitting }: { sitting: SittingView }) {
  const { t } = useTranslation();
  const query = useWritten(sitting.id);
  const written = query.data;
  const news = useWrittenNews(written);
  const sealed = written?.sealed;
  useEffect(() => {
    if (sealed !== undefined) fetchAhead(sealed);
  }, [sealed]);
  if (written === undefined) {
    return query.isPending ? <Waiting /> : <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />;
  }
  return (
    <div className={classes.view}>
      <NewsLine news={news} />
      <div className={classes.main}>
        <Messages messages={sitting.messages} />
        {written.submitted_at !== undefined ? (
          <ReceiptCard sittingId={sitting.id} written={written} />
        ) : written.pause !== undefined ? (
          <PauseView pause={written.pause} />
        ) : written.break?.since !== undefined ? (
          <BreakView sittingId={sitting.id} rest={written.break} />
        ) : (
          <>
            {written.paper !== undefined && <TimeBar written={written} />}
            {written.paper !== undefined && written.break !== undefined && <BreakBar sittingId={sitting.id} rest={written.break} />}
            {written.paper === undefined && <BeforePaper written={written} />}
            {written.paper?.kind === 'pdf' && <OnPaper sitting={sitting} written={written} />}
            {written.paper?.kind === 'online' && (
              <Suspense fallback={<Waiting />}>
                <OnlineView key={written.paper.release_id} sittingId={sitting.id} paper={written.paper} written={written} />
              </Suspense>
            )}
          </>
        )}
      </div>
      <div className={classes.side}>
        <RoomStatus />
        <DeviceTrouble />
        <Second sitting={sitting} />
        <OwnPictures sitting={sitting} small />
        {written.paper === undefined && written.submitted_at === undefined && <Text size="sm">{t('written.stay')}</Text>}
      </div>
    </div>
  );
}

/** Nothing to read yet, or a paper that was taken back and why. */
function BeforePaper({ written }: { written: Written }) {
  const { t, i18n } = useTranslation();
  const until = new Date(written.ends_at).toLocaleTimeString(i18n.language, { hour: '2-digit', minute: '2-digit' });
  return (
    <Card tone={written.withdrawn === undefined ? 'calm' : 'warm'}>
      <div className={classes.before} role="status" data-testid="before-paper">
        <Icon name="clock" size={38} />
        <Title order={2}>{t(written.withdrawn === undefined ? 'written.waiting' : 'written.withdrawn')}</Title>
        {written.withdrawn === undefined ? <Text>{t('written.waiting_text')}</Text> : <Text>{t('written.withdrawn_text', { reason: written.withdrawn.reason })}</Text>}
        <Text c="var(--ink-soft)">{t('written.ends_at', { at: until })}</Text>
      </div>
    </Card>
  );
}

/** Time left by the server's clock; after the end, how long late pages are still taken (FEATURES D7, D12). */
export function TimeBar({ written }: { written: Written }) {
  const { t } = useTranslation();
  const nowMs = useServerNow();
  const left = secondsUntil(written.ends_at, nowMs);
  const grace = written.closes_at === undefined ? 0 : secondsUntil(written.closes_at, nowMs);
  const over = left === 0;
  return (
    <div className={classes.time} data-hurry={left < 300 || undefined} data-over={over || undefined}>
      <span role="timer" aria-label={t('written.left')} data-testid="time-left">
        {over ? t('written.grace', { time: clockText(grace) }) : clockText(left)}
      </span>
      {written.given_minutes > 0 && <span data-testid="given">{t('written.given', { n: written.given_minutes })}</span>}
    </div>
  );
}

function OnPaper({ sitting, written }: { sitting: SittingView; written: Written }) {
  const { t } = useTranslation();
  const { mutate } = useOpenPaper(sitting.id, written.ask_after_ms ?? 0);
  const releaseId = written.paper?.release_id;
  const onShown = useCallback(() => {
    if (releaseId !== undefined) mutate(releaseId);
  }, [mutate, releaseId]);
  if (written.paper === undefined) return null;
  return (
    <>
      <Title order={2} className={classes.title}>
        {written.paper.title}
      </Title>
      <Suspense fallback={<p role="status">{t('written.opening')}</p>}>
        <PaperPdf paper={written.paper} sealed={written.sealed} onShown={onShown} />
      </Suspense>
      <Card>
        <Title order={3}>{t('written.your_pages')}</Title>
        {written.pages === undefined ? <Text>{t('written.no_pages', { max: written.paper.max_pages })}</Text> : <PagesShown pages={written.pages} />}
        <SubmitButton sittingId={sitting.id} empty={written.pages === undefined ? t('written.submit_no_pages') : undefined} />
      </Card>
    </>
  );
}

/** The way to join the second camera while it is missing. */
function Second({ sitting }: { sitting: SittingView }) {
  const { t } = useTranslation();
  const [connecting, setConnecting] = useState(false);
  const second = sitting.devices.find(({ position }) => position === 2);
  const missing = sitting.second_camera !== 'none' && second?.state !== 'online';
  if (!missing) return null;
  return (
    <div className={classes.connect} data-required={sitting.second_camera === 'required' || undefined}>
      <span>{t('written.second_missing')}</span>
      <Button size="md" leftSection={<Icon name="qr" size={20} />} onClick={() => setConnecting(true)}>
        {t('waiting.connect_second')}
      </Button>
      {connecting && <ConnectSecond sitting={sitting} onClose={() => setConnecting(false)} />}
    </div>
  );
}
