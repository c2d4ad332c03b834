import { ActionIcon } from '@mantine/core';
import { Suspense, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { lazyPage } from '@shared/lazy-page';
import type { Release } from '@shared/model';
import { Icon } from '../../icons';
import classes from './question-panel.module.css';

const PdfPages = lazyPage(() => import('./pdf-pages'));

export interface QuestionPanelProps {
  /** At least one. */
  releases: readonly Release[];
  full: boolean;
  /** Stays in sight while the question fills the screen. */
  video?: ReactNode;
  onFull: (full: boolean) => void;
  onClose: () => void;
}

/** The released question: beside the video on a wide screen, a sheet on a phone, or full (FEATURES C12). */
export function QuestionPanel({ releases, full, video, onFull, onClose }: QuestionPanelProps) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<string>();
  const newest = releases[releases.length - 1];
  const shown = releases.find((one) => one.id === chosen) ?? newest;
  if (shown === undefined) return null;
  return (
    <section className={classes.panel} data-full={full || undefined} aria-label={t('question.title')} data-testid="question">
      <header className={classes.head}>
        <h2 className={classes.title}>{t('question.number', { number: shown.number })}</h2>
        <span className={classes.buttons}>
          <ActionIcon
            variant="light"
            size={44}
            radius="md"
            aria-label={t(full ? 'question.shrink' : 'question.expand')}
            onClick={() => onFull(!full)}
          >
            <Icon name={full ? 'shrink' : 'expand'} />
          </ActionIcon>
          <ActionIcon variant="light" size={44} radius="md" aria-label={t('question.close')} onClick={onClose}>
            <Icon name="close" />
          </ActionIcon>
        </span>
      </header>
      {releases.length > 1 && (
        <div className={classes.tabs} role="group" aria-label={t('question.all')}>
          {releases.map((one) => (
            <button
              key={one.id}
              type="button"
              className={classes.tab}
              aria-pressed={one.id === shown.id}
              onClick={() => setChosen(one.id)}
            >
              {t('question.number', { number: one.number })}
            </button>
          ))}
        </div>
      )}
      <article className={classes.body}>
        {shown.title !== '' && <h3 className={classes.name}>{shown.title}</h3>}
        {shown.body !== '' && <p className={classes.text}>{shown.body}</p>}
        <QuestionFile release={shown} />
      </article>
      {video !== undefined && <div className={classes.video}>{video}</div>}
    </section>
  );
}

function QuestionFile({ release }: { release: Release }) {
  const { t } = useTranslation();
  const { file_url: url, file_type: type = '' } = release;
  if (url === undefined) return null;
  if (type.startsWith('image/')) {
    return <img className={classes.image} src={url} alt={t('question.image', { title: release.title })} />;
  }
  if (type === 'application/pdf') {
    return (
      <Suspense fallback={<p role="status">{t('page.loading')}</p>}>
        <PdfPages key={url} url={url} name={release.title} />
      </Suspense>
    );
  }
  return (
    <a href={url} download>
      {t('question.file')}
    </a>
  );
}
