import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useParams } from 'react-router';
import { api } from '@shared/api/client';
import { useChannel } from '@shared/events';
import type { EnrolmentView } from '@shared/model';
import { ErrorNotice } from '@shared/ui';
import { Page } from './page';
import { SignedInOnly } from './signed-in-only';
import { Waiting } from './waiting';

/** A part of an enrolment's page, such as its fee: a card, or nothing where it does not apply. */
export type EnrolmentPart = (props: { view: EnrolmentView }) => ReactNode;

/**
 * A page of the enrolment that the address names. What a feature asks for an
 * enrolment it keeps under the key `['enrolment', id, …]`: all of that is asked
 * again as soon as the server hints that something has changed.
 */
export function OfEnrolment({ title, children }: { title: string; children: (view: EnrolmentView) => ReactNode }) {
  const { enrolmentId } = useParams();
  return (
    <SignedInOnly>
      <Loaded id={enrolmentId ?? ''} title={title}>
        {children}
      </Loaded>
    </SignedInOnly>
  );
}

function Loaded({ id, title, children }: { id: string; title: string; children: (view: EnrolmentView) => ReactNode }) {
  const queries = useQueryClient();
  const enrolment = useQuery({
    queryKey: ['enrolment', id],
    queryFn: () => api.get<EnrolmentView>(`/api/enrolments/${id}`),
    refetchInterval: 15_000,
  });
  const again = () => void queries.invalidateQueries({ queryKey: ['enrolment', id] });
  const exam = enrolment.data?.exam.id;
  useChannel(enrolment.data && `enrolment:${id}`, again);
  useChannel(exam && `exam:${exam}`, again);
  if (enrolment.isPending) return <Waiting />;
  if (enrolment.data === undefined) {
    return (
      <Page title={title} back="/choose">
        <ErrorNotice error={enrolment.error} onRetry={() => void enrolment.refetch()} />
      </Page>
    );
  }
  return children(enrolment.data);
}
