import { useTranslation } from 'react-i18next';
import type { SittingView } from '@shared/model';
import { Card } from '../../../layout/card';
import { Messages } from '../messages';
import { useWrittenNews } from './news';
import { NewsLine } from './news-line';
import { PagesPanel } from './pages-panel';
import { PauseView } from './pause-view';
import { ReceiptCard } from './receipt-card';
import { useWritten, type Written } from './requests';
import { TimeBar } from './written-view';

/** What a written exam adds to the second camera's screen. */
export default function SecondWritten({ sitting }: { sitting: SittingView }) {
  const { data: written } = useWritten(sitting.id);
  const news = useWrittenNews(written);
  if (written === undefined) return null;
  return (
    <>
      <NewsLine news={news} />
      <Part sitting={sitting} written={written} />
    </>
  );
}

function Part({ sitting, written }: { sitting: SittingView; written: Written }) {
  const { t } = useTranslation();
  if (written.submitted_at !== undefined) return <ReceiptCard sittingId={sitting.id} written={written} />;
  if (written.pause !== undefined) return <PauseView pause={written.pause} />;
  if (written.break?.since !== undefined) return <Card tone="calm"><p role="status">{t('break.second')}</p></Card>;
  if (written.paper === undefined) return null;
  return (
    <>
      <TimeBar written={written} />
      <Messages messages={sitting.messages} />
      {written.paper.kind === 'pdf' && <PagesPanel sittingId={sitting.id} written={written} />}
    </>
  );
}
