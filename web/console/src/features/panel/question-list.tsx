import { Anchor, Badge, Button, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Board, BoardSitting, Question } from '@shared/model';
import { ProgressButton } from '@shared/ui';
import type { MakeMove } from '../../board/use-moves';
import { maySetQuestions } from '../../roles';
import classes from './question-list.module.css';

interface QuestionListProps {
  board: Board;
  /** The candidate in the interview; undefined while there is none. */
  sitting: BoardSitting | undefined;
  move: MakeMove;
}

/** The session's questions, to be released to who is in the interview and withdrawn again. */
export function QuestionList({ board, sitting, move }: QuestionListProps) {
  const { t } = useTranslation();
  return (
    <aside className={classes.list} aria-label={t('questions.label')}>
      <div className={classes.head}>
        <h2 className={classes.title}>{t('questions.label')}</h2>
        {maySetQuestions(board.my_roles) && (
          <Button component={Link} to={`/sessions/${board.session.id}/questions`} variant="subtle" size="compact-sm">
            {t('questions.set_up')}
          </Button>
        )}
      </div>
      <Text size="sm" c="dimmed" mb="xs">
        {board.questions.length === 0 ? t('questions.none') : t(sitting === undefined ? 'questions.later' : 'questions.now', { name: sitting?.candidate.name })}
      </Text>
      {sitting !== undefined && board.questions.length > 0 && (
        <div className={classes.draw}>
          <ProgressButton fullWidth variant="light" onPress={() => move('draw', sitting)}>
            {t('questions.draw')}
          </ProgressButton>
          <Text size="xs" c="dimmed" mt={4}>
            {t('questions.draw_hint')}
          </Text>
        </div>
      )}
      <ol className={classes.rows}>
        {board.questions.map((question) => (
          <QuestionRow key={question.id} question={question} sitting={sitting} move={move} />
        ))}
      </ol>
    </aside>
  );
}

function QuestionRow({ question, sitting, move }: { question: Question; sitting: BoardSitting | undefined; move: MakeMove }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const release = sitting?.releases.find((one) => one.question_id === question.id);
  const long = question.body !== '' || question.file_url !== undefined;
  return (
    <li className={classes.row} data-released={release !== undefined || undefined}>
      <div className={classes.name}>
        <span className={classes.number}>{question.number}</span>
        <span>{question.title}</span>
      </div>
      {long && (
        <Button size="compact-sm" variant="subtle" aria-expanded={open} onClick={() => setOpen(!open)}>
          {t(open ? 'questions.less' : 'questions.more')}
        </Button>
      )}
      {open && (
        <div className={classes.body}>
          {question.body}
          {question.file_url !== undefined && (
            <Anchor href={question.file_url} target="_blank" rel="noreferrer" display="block" mt={6}>
              {t('questions.file')}
            </Anchor>
          )}
        </div>
      )}
      {sitting !== undefined && (
        <div className={classes.foot} aria-live="polite">
          {release === undefined ? (
            <ProgressButton fullWidth onPress={() => move('release', sitting, { questionId: question.id })}>
              {t('questions.release')}
            </ProgressButton>
          ) : (
            <>
              <Badge size="lg" variant="light" tt="none" color={release.opened_at === undefined ? 'orange' : 'teal'}>
                {t(release.opened_at === undefined ? 'questions.unopened' : 'questions.opened')}
              </Badge>
              <ProgressButton variant="default" onPress={() => move('withdraw', sitting, { releaseId: release.id })}>
                {t('questions.withdraw')}
              </ProgressButton>
            </>
          )}
        </div>
      )}
    </li>
  );
}
