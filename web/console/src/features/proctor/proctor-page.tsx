import { Anchor } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import type { Board } from '@shared/model';
import { ErrorNotice } from '@shared/ui';
import { SessionFrame } from '../../layout/session-frame';
import { mayReadAnswers } from '../../roles';
import { AskDialog, type Ask } from './ask-dialog';
import { CandidateCard } from './candidate-card';
import { PaperBar } from './paper-bar';
import classes from './proctor.module.css';
import { useAct, useRows } from './use-written';

/** The proctor's board of a written exam: both cameras of everybody, papers, answers, time (FEATURES D2-D12). */
export default function ProctorPage() {
  const { sessionId = '' } = useParams();
  return (
    <SessionFrame sessionId={sessionId} view="proctor">
      {(board) => <Hall board={board} />}
    </SessionFrame>
  );
}

function Hall({ board }: { board: Board }) {
  const { t } = useTranslation();
  const rows = useRows(board.session.id);
  const act = useAct(board.session.id);
  const [ask, setAsk] = useState<Ask>();
  const sittings = [...board.sittings].sort((a, b) => a.order - b.order);
  return (
    <div className={classes.hall}>
      <ErrorNotice error={rows.error} onRetry={() => void rows.refetch()} />
      <PaperBar board={board} act={act} onAsk={setAsk} />
      {mayReadAnswers(board.my_roles) && (
        <Anchor href={`/api/sessions/${board.session.id}/answers.zip`} download>
          {t('proctor.export')}
        </Anchor>
      )}
      <ol className={classes.wall} aria-label={t('proctor.candidates')}>
        {sittings.map((sitting) => (
          <CandidateCard key={sitting.id} board={board} sitting={sitting} row={rows.data?.get(sitting.id)} act={act} onAsk={setAsk} />
        ))}
      </ol>
      {ask !== undefined && <AskDialog ask={ask} onClose={() => setAsk(undefined)} />}
    </div>
  );
}
