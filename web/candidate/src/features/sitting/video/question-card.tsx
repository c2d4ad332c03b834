import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { lazyPage } from '@shared/lazy-page';
import { Card } from '../../../layout/card';
import type { VideoState } from './types';
import classes from './video.module.css';

const PdfPages = lazyPage(() => import('../pdf-pages'));

/** The questions of the sitting; folded while one records, so that the clock is in sight (FEATURES F1). */
export function QuestionCard({ video, folded = false }: { video: VideoState; folded?: boolean }) {
  const { t } = useTranslation();
  if (video.questions.length === 0) return null;
  const body = video.questions.map((one) => (
    <article key={one.number} className={classes.question} data-question={one.number}>
      <h3 className={classes.questionTitle}>{t('video.question.title', { n: one.number, title: one.title })}</h3>
      {one.body !== '' && <p className={classes.questionBody}>{one.body}</p>}
      {one.file_url !== undefined && one.file_url !== '' && (
        <Suspense fallback={null}>
          <PdfPages url={one.file_url} name={one.title} />
        </Suspense>
      )}
    </article>
  ));
  if (!folded) {
    return (
      <Card tone="calm">
        <h2 className={classes.head}>{t('video.question.head')}</h2>
        {body}
      </Card>
    );
  }
  return (
    <details className={classes.folded}>
      <summary>{t('video.question.show')}</summary>
      {body}
    </details>
  );
}
