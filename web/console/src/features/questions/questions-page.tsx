import { Anchor, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import type { Board } from '@shared/model';
import { SessionFrame } from '../../layout/session-frame';
import { QuestionForm } from './question-form';
import { VideoRuleSection } from './video-rule';
import classes from './questions-page.module.css';

/** The questions of a session, and a form for the next one. */
export default function QuestionsPage() {
  const { sessionId = '' } = useParams();
  return (
    <SessionFrame sessionId={sessionId} view="questions">
      {(board) => (
        <div className={classes.columns}>
          <Questions board={board} />
          {board.session.subject.exam_type === 'video' && <VideoRuleSection sessionId={board.session.id} />}
          <QuestionForm sessionId={board.session.id} next={board.questions.length + 1} />
        </div>
      )}
    </SessionFrame>
  );
}

function Questions({ board }: { board: Board }) {
  const { t } = useTranslation();
  return (
    <section className={classes.card} aria-label={t('set_up.list')}>
      <h2 className={classes.title}>{t('set_up.list')}</h2>
      {board.questions.length === 0 && <Text c="dimmed">{t('set_up.none')}</Text>}
      <ol className={classes.list}>
        {board.questions.map(({ id, number, title, body, file_url: url }) => (
          <li key={id}>
            <div className={classes.name}>
              <span className={classes.number}>{number}</span> {title}
            </div>
            {body !== '' && <div className={classes.body}>{body}</div>}
            {url !== undefined && (
              <Anchor href={url} target="_blank" rel="noreferrer">
                {t('questions.file')}
              </Anchor>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
