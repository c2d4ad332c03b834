import { useState } from 'react';
import { useParams } from 'react-router';
import type { Board } from '@shared/model';
import { useCallNext, useMoves } from '../../board/use-moves';
import { useNotices } from '../../board/use-notices';
import { myCall } from '../../board/order';
import { SessionFrame } from '../../layout/session-frame';
import { CandidatePane } from './candidate-pane';
import { departureOf, shownTo, type Departure } from './pane';
import { StewardQueue } from './steward-queue';
import classes from './steward-page.module.css';

/** The steward's console: the queue with stills, and one candidate large. */
export default function StewardPage() {
  const { sessionId = '' } = useParams();
  return (
    <SessionFrame sessionId={sessionId} view="steward" fills>
      {(board) => <WaitingArea board={board} />}
    </SessionFrame>
  );
}

function WaitingArea({ board }: { board: Board }) {
  const [chosenId, choose] = useState<string>();
  const move = useMoves(board.session.id);
  const callNext = useCallNext(board.session.id);
  const departure = useDeparture(board);
  useNotices(board, 'steward');
  const shown = shownTo(board, chosenId);
  return (
    <div className={classes.area}>
      <StewardQueue board={board} shownId={shown?.id} onChoose={choose} move={move} />
      <CandidatePane board={board} sitting={shown} departure={departure} move={move} onNext={callNext} />
    </div>
  );
}

/** The last call that was ended by others, until the next one begins. */
function useDeparture(board: Board): Departure | undefined {
  const [departure, setDeparture] = useState<Departure>();
  const [seen, setSeen] = useState(board);
  if (seen !== board) {
    setSeen(board);
    if (myCall(board) !== undefined) setDeparture(undefined);
    else setDeparture(departureOf(seen, board) ?? departure);
  }
  return departure;
}
