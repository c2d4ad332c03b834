import { Badge, Button, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { secondsUntil, useServerNow } from '@shared/clock';
import { ErrorNotice } from '@shared/ui';
import { Card } from '../../../layout/card';
import { ItemField } from './item-field';
import { ItemText, type MediumOf } from '@shared/item-text/item-text';
import { numbered, type PaperContent } from './items';
import type { JournalState } from './journal';
import classes from './online.module.css';
import { arranged, type ShownSection } from './shuffle';
import { usePaperMedia } from './use-paper-media';
import { useOpenPaper, type GivenPaper, type Written } from './requests';
import { opened } from './sealed';
import { SubmitButton } from './submit-button';
import { useJournal, type Journal } from './use-journal';
import { useMarks } from './use-marks';

/** Answering on the screen (manual 2.2.1b; FEATURES D9, D10). */
export default function OnlineView({ sittingId, paper, written }: { sittingId: string; paper: GivenPaper; written: Written }) {
  const { t } = useTranslation();
  const [afterMs] = useState(written.ask_after_ms ?? 0); // states that follow know nothing of it
  const journal = useJournal(sittingId, afterMs);
  const { mutate: tellOpened } = useOpenPaper(sittingId, afterMs);
  const content = useQuery({
    queryKey: ['paper', paper.release_id],
    queryFn: async () => {
      const paperContent = JSON.parse(new TextDecoder().decode(await opened(paper, written.sealed))) as PaperContent;
      return { paperContent, sections: await arranged(paperContent, paper.seed) };
    },
    staleTime: Infinity,
    gcTime: 0,
    retry: 3,
  });
  const mediumOf = usePaperMedia(content.data?.paperContent);
  const { release_id: releaseId } = paper;
  const unopened = content.data !== undefined && paper.opened_at === undefined;
  useEffect(() => {
    if (unopened) tellOpened(releaseId);
  }, [unopened, releaseId, tellOpened]);
  if (content.isError) return <ErrorNotice error={content.error} onRetry={() => void content.refetch()} />;
  if (content.data === undefined) return <p role="status">{t('written.opening')}</p>;
  // After a reload the sheet would show none of what she has answered, and she take it for lost.
  if (journal.writing.kind === 'asking' && afterMs === 0) return <p role="status">{t('written.opening')}</p>;
  switch (journal.writing.kind) {
    case 'failed':
      return <ErrorNotice error={journal.writing.error} onRetry={journal.retry} />;
    case 'elsewhere':
      return (
        <Card tone="warm">
          <div data-testid="elsewhere" role="alert">
            <Title order={2}>{t('online.elsewhere')}</Title>
            <Text my="sm">{t('online.elsewhere_text')}</Text>
            <Button onClick={journal.takeOver}>{t('online.write_here')}</Button>
          </div>
        </Card>
      );
    case 'asking':
    case 'here': {
      const state = journal.writing.kind === 'here' ? journal.writing.state : undefined;
      return <Sheet sittingId={sittingId} paper={paper} sections={content.data.sections} mediumOf={mediumOf} written={written} journal={journal} state={state} />;
    }
  }
}

const noAnswers: JournalState['answers'] = new Map();

interface SheetProps {
  sittingId: string;
  paper: GivenPaper;
  sections: readonly ShownSection[];
  mediumOf: MediumOf;
  written: Written;
  journal: Journal;
  /** Undefined until the page may write; the paper can be read. */
  state: JournalState | undefined;
}

function Sheet({ sittingId, paper, sections, mediumOf, written, journal, state }: SheetProps) {
  const { t } = useTranslation();
  const over = secondsUntil(written.ends_at, useServerNow()) === 0;
  const [marks, toggleMark] = useMarks(sittingId);
  const items = numbered(sections);
  const answers = state?.answers ?? noAnswers;
  const valueOf = (id: string) => answers.get(id)?.value ?? '';
  const empty = items.filter(({ item }) => valueOf(item.id).trim() === '').map(({ n }) => n);
  const numberOf = new Map(items.map(({ item, n }) => [item.id, n]));
  return (
    <section data-testid="online" aria-label={paper.title}>
      <Title order={2}>{paper.title}</Title>
      <SavedLine state={state} />
      <nav className={classes.navigator} aria-label={t('online.navigator')}>
        {items.map(({ item, n }) => {
          const answered = valueOf(item.id).trim() !== '';
          return (
            <a key={item.id} href={`#item-${n}`} data-answered={answered || undefined} data-marked={marks.has(item.id) || undefined} aria-label={t(answered ? 'online.go_answered' : 'online.go_empty', { n })}>
              {n}
              {marks.has(item.id) && <span aria-hidden="true"> ⚑</span>}
            </a>
          );
        })}
      </nav>
      {sections.map((section, at) => (
        <section key={at} className={classes.section}>
          {section.title !== '' && <Title order={3}>{section.title}</Title>}
          {section.items.map((item) => {
            const n = numberOf.get(item.id) ?? 0;
            const where = answers.get(item.id)?.where;
            return (
              <Card key={item.id}>
                <div id={`item-${n}`} className={classes.item} data-item={n} data-where={where}>
                  <div className={classes.head}>
                    <Text fw={600} className={classes.text} component="div">
                      {n}. <ItemText text={item.text} mediumOf={mediumOf} /> <Text span size="sm">{t('online.points', { n: item.points })}</Text>
                    </Text>
                    <Button size="compact-md" variant={marks.has(item.id) ? 'filled' : 'default'} aria-pressed={marks.has(item.id)} aria-label={t('online.mark', { n })} onClick={() => toggleMark(item.id)}>
                      ⚑
                    </Button>
                  </div>
                  <ItemField sittingId={sittingId} item={item} mediumOf={mediumOf} value={valueOf(item.id)} disabled={over || state === undefined || state.stopped !== undefined} label={t('online.answer_of', { n })} onChange={(value) => journal.type(item.id, value)} />
                  {where !== undefined && (
                    <Badge tt="none" variant="default" data-testid={`where-${n}`}>
                      {t(`online.on_${where}`)}
                    </Badge>
                  )}
                </div>
              </Card>
            );
          })}
        </section>
      ))}
      {state !== undefined && (
        <SubmitButton
          sittingId={sittingId}
          empty={empty.length === 0 ? undefined : t('online.empty', { count: empty.length, items: empty.join(t('online.comma')) })}
          before={journal.flush}
        />
      )}
    </section>
  );
}

/** How the saving stands, read out when it changes for the worse. */
function SavedLine({ state }: { state: JournalState | undefined }) {
  const { t } = useTranslation();
  const kind = state === undefined ? 'preparing' : state.stopped !== undefined ? 'stopped' : state.waiting ? 'waiting' : state.unsent > 0 ? 'sending' : 'saved';
  return (
    <div className={classes.saved} data-saved={kind} data-testid="saved" role={kind === 'waiting' || kind === 'stopped' ? 'alert' : undefined}>
      {t(`online.saving.${kind}`, { n: state?.unsent })}
      <ErrorNotice error={state?.stopped} />
    </div>
  );
}
