import { Button, Group, Loader, SegmentedControl, Stack, Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { VideoSource } from '@shared/media';
import type { Board, BoardSitting } from '@shared/model';
import { ErrorNotice, ProgressButton } from '@shared/ui';
import { grabStill } from '../media/grab';
import { Decide } from './identity-decide';
import { DatabaseLines, Findings } from './identity-facts';
import classes from './identity.module.css';
import { useIdentity, useKeepStill, type FacePicture, type FaceTry, type IdentityRecord } from './identity-requests';

interface IdentityPanelProps {
  board: Board;
  sitting: BoardSitting;
  live: VideoSource | undefined;
  onDone: () => void;
}

/** Reference photo, frames and document side by side, what is known beside them, and the decision (FEATURES B7, B9, G8). */
export function IdentityPanel({ board, sitting, live, onDone }: IdentityPanelProps) {
  const record = useIdentity(sitting);
  if (record.data === undefined) return record.isPending ? <Loader /> : <ErrorNotice error={record.error} onRetry={() => void record.refetch()} />;
  return (
    <Stack gap="md" data-testid="identity-panel">
      <div className={classes.columns}>
        <Reference record={record.data} />
        <Frames tries={record.data.tries} />
        <Documents sitting={sitting} record={record.data} live={live} />
      </div>
      <div className={classes.lower}>
        <Findings record={record.data} />
        <DatabaseLines record={record.data} />
        <Decide board={board} sitting={sitting} record={record.data} onDone={onDone} />
      </div>
    </Stack>
  );
}

function Reference({ record }: { record: IdentityRecord }) {
  const { t } = useTranslation();
  const { candidate } = record;
  return (
    <figure className={classes.picture}>
      <figcaption>{t('identity.reference')}</figcaption>
      {candidate.photo_url === undefined ? (
        <p className={classes.nothing}>{t('identity.no_reference')}</p>
      ) : (
        <img src={candidate.photo_url} alt={t('identity.reference_of', { name: candidate.name })} />
      )}
    </figure>
  );
}

/** The frames of one try, the last one first. */
function Frames({ tries }: { tries: readonly FaceTry[] }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<string>();
  const place = chosen === undefined ? tries.length - 1 : Number(chosen);
  const shown = tries[place];
  return (
    <figure className={classes.picture}>
      <figcaption>{t('identity.frames')}</figcaption>
      {tries.length > 1 && (
        <SegmentedControl
          size="xs"
          aria-label={t('identity.which_try')}
          value={String(place)}
          onChange={setChosen}
          data={tries.map((_, n) => ({ value: String(n), label: t('identity.try', { n: n + 1 }) }))}
        />
      )}
      {shown === undefined || shown.frames.length === 0 ? (
        <p className={classes.nothing}>{t('identity.no_frames')}</p>
      ) : (
        <Reveal key={shown.submitted_at} what={t('identity.frames')}>
          <div className={classes.frames}>
            {shown.frames.map((frame) => (
              <Picture key={frame.id} picture={frame} caption={t(`identity.action.${frame.action ?? 'straight'}`)} />
            ))}
          </div>
        </Reveal>
      )}
    </figure>
  );
}

interface DocumentsProps {
  sitting: BoardSitting;
  record: IdentityRecord;
  live: VideoSource | undefined;
}

/** The latest picture of her document, and a still from the live picture in its place. */
function Documents({ sitting, record, live }: DocumentsProps) {
  const { t, i18n } = useTranslation();
  const keep = useKeepStill(sitting.id);
  const [failed, setFailed] = useState(false);
  const last = record.documents.at(-1);
  const take = async () => {
    const still = live === undefined ? undefined : await grabStill(live);
    setFailed(still === undefined);
    if (still !== undefined) await keep.mutateAsync(still);
  };
  return (
    <figure className={classes.picture} data-testid="identity-document">
      <figcaption>{t('identity.document')}</figcaption>
      {last === undefined ? (
        <p className={classes.nothing}>{t('identity.no_document')}</p>
      ) : (
        <Reveal key={last.id} what={t('identity.document')}>
          <Picture picture={last} caption={[new Date(last.taken_at).toLocaleTimeString(i18n.language, { hour12: false }), last.by_staff ? t('identity.by_staff') : t('identity.by_her')].join(' · ')} />
        </Reveal>
      )}
      {live !== undefined && (
        <ProgressButton size="compact-md" variant="default" onPress={take}>
          {t('identity.still')}
        </ProgressButton>
      )}
      {failed && <Text c="red.9">{t('identity.still_failed')}</Text>}
      <ErrorNotice error={keep.error} />
    </figure>
  );
}

/** Pictures are fetched when somebody asks for them, since each look goes on record. */
function Reveal({ what, children }: { what: string; children: ReactNode }) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  if (opened) return children;
  return (
    <Button variant="light" className={classes.look} onClick={() => setOpened(true)}>
      {t('identity.look', { what })}
    </Button>
  );
}

/** One picture with what it shows and until when it is kept. */
function Picture({ picture, caption }: { picture: FacePicture; caption: string }) {
  const { t, i18n } = useTranslation();
  const day = (at: string) => new Date(at).toLocaleDateString(i18n.language);
  return (
    <div className={classes.one}>
      {picture.url === undefined ? <p className={classes.nothing}>{t('identity.deleted', { at: day(picture.deleted_at ?? '') })}</p> : <img src={picture.url} alt={caption} />}
      <Group gap={6} justify="space-between">
        <Text size="sm">{caption}</Text>
        <Text size="xs" c="dimmed" title={picture.sha256}>
          {t('identity.until', { at: day(picture.retain_until) })}
        </Text>
      </Group>
    </div>
  );
}
