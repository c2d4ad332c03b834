import { Alert } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { isApiError } from '@shared/api/client';

/** How long a step waits for its answer: its place among all who enter is kept as long, in ms. */
export const PATIENT_MS = 30_000;

/** Tries of a step that the server has not answered; with their pauses two minutes at least. */
const MOST = 30;

/**
 * How a step that may be taken twice is tried again by itself, for a query client's
 * mutation: as long as no answer comes, or the server is not well, and the view is there
 * in which it was asked for. Devices that were refused together come back apart.
 */
export function usePatience() {
  const shown = useRef(true);
  useEffect(() => {
    shown.current = true;
    return () => {
      shown.current = false;
    };
  }, []);
  return {
    retry: (count: number, error: unknown) => shown.current && isApiError(error) && error.passing && count < MOST,
    retryDelay: (count: number) => Math.min(1_000 * 2 ** count, 5_000) * (0.75 + Math.random() / 2),
  };
}

/** Says that a step is still being tried, so that nobody presses again or loads the page anew. */
export function Patience({ step }: { step: { isPending: boolean; failureCount: number } }) {
  const { t } = useTranslation();
  if (!step.isPending || step.failureCount === 0) return null;
  return (
    <Alert color="orange" role="status" data-testid="patience">
      {t('sitting.patience')}
    </Alert>
  );
}
