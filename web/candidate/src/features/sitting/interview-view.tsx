import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SittingView } from '@shared/model';
import { secondsUntil, useServerNow } from '@shared/clock';
import { VideoTile } from '@shared/media';
import { clockText } from '@shared/ui';
import { Icon } from '../../icons';
import { useOpenRelease } from './api';
import { DeviceTrouble } from './device-trouble';
import classes from './interview-view.module.css';
import { useMedia } from './media-context';
import { OwnPictures } from './own-pictures';
import { foremost, panelTiles, type PanelTile } from './panel';
import { QuestionPanel } from './question-panel';
import { RoomStatus } from './room-status';

type Showing = 'closed' | 'beside' | 'full';

/** The interview of the first camera: the panel large, oneself small, the question at hand (FEATURES C10-C12). */
export function InterviewView({ sitting }: { sitting: SittingView }) {
  const { t } = useTranslation();
  const { room } = useMedia();
  const [wish, setWish] = useState<Showing>('closed');
  const open = useOpenRelease(sitting.id);
  const { releases } = sitting;
  const unread = releases.filter((one) => one.opened_at === undefined);
  // A question that was withdrawn is gone, whatever the candidate wished to see.
  const showing: Showing = releases.length === 0 ? 'closed' : wish;
  const tiles = panelTiles(sitting.interview?.panel ?? [], room.others);

  const { mutate: tellOpened } = open;
  const unreadId = unread[0]?.id;
  useEffect(() => {
    if (showing !== 'closed' && unreadId !== undefined) tellOpened(unreadId);
  }, [showing, unreadId, tellOpened]);

  return (
    <div className={classes.view} data-question={showing}>
      <section className={classes.stage} aria-label={t('interview.panel')}>
        <PanelGrid tiles={tiles} mock={sitting.mock === true} />
        <RoomStatus />
        <DeviceTrouble />
        <OwnPictures sitting={sitting} small />
      </section>
      {showing !== 'closed' && (
        <QuestionPanel
          releases={releases}
          full={showing === 'full'}
          video={showing === 'full' ? <SmallVideo tile={foremost(tiles)} /> : undefined}
          onFull={(full) => setWish(full ? 'full' : 'beside')}
          onClose={() => setWish('closed')}
        />
      )}
      <footer className={classes.bar}>
        <Elapsed since={sitting.interview?.started_at} />
        <button
          type="button"
          className={classes.question}
          disabled={releases.length === 0}
          data-lit={unread.length > 0 || undefined}
          aria-expanded={showing !== 'closed'}
          onClick={() => setWish(showing === 'closed' ? 'beside' : 'closed')}
        >
          <Icon name="question" />
          {t(releases.length === 0 ? 'interview.no_question' : 'interview.see_question')}
          {unread.length > 0 && <span className={classes.new}>{t('interview.new')}</span>}
        </button>
      </footer>
    </div>
  );
}

function PanelGrid({ tiles, mock }: { tiles: readonly PanelTile[]; mock: boolean }) {
  const { t } = useTranslation();
  if (tiles.length === 0) {
    return (
      <div className={classes.alone} role="status">
        {t(mock ? 'practice.panel' : 'interview.panel_coming')}
      </div>
    );
  }
  return (
    <div className={classes.grid} data-count={Math.min(tiles.length, 5)}>
      {tiles.map((tile) => (
        <StaffTile key={tile.id} tile={tile} />
      ))}
    </div>
  );
}

function StaffTile({ tile }: { tile: PanelTile }) {
  const { t } = useTranslation();
  const { seen } = tile;
  return (
    <VideoTile
      source={seen?.camera}
      name={t('tile_name.staff', { name: tile.name, role: t(`role.${tile.role}`) })}
      state={seen === undefined ? t('interview.member_coming') : seen.cameraOn ? undefined : t('tile.off')}
      speaking={seen?.speaking === true}
      muted={seen !== undefined && !seen.microphoneOn}
      data-testid="panel-member"
    />
  );
}

function SmallVideo({ tile }: { tile: PanelTile | undefined }) {
  return tile === undefined ? null : <StaffTile tile={tile} />;
}

function Elapsed({ since }: { since: string | undefined }) {
  const { t } = useTranslation();
  const nowMs = useServerNow();
  if (since === undefined) return <span />;
  const seconds = secondsUntil(nowMs, Date.parse(since));
  return (
    <span className={classes.elapsed}>
      <span className={classes.live} />
      {t('interview.elapsed', { time: clockText(seconds) })}
    </span>
  );
}
