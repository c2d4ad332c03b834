import { Button, type ButtonProps } from '@mantine/core';
import { useState, type ReactNode } from 'react';

export interface ProgressButtonProps extends ButtonProps {
  /** Runs once per press; the button shows that it works until it settles. */
  onPress: () => unknown;
  children: ReactNode;
  type?: 'button' | 'submit';
  'aria-label'?: string;
  'data-autofocus'?: boolean;
}

/** A button that cannot be pressed twice while its work is under way. */
export function ProgressButton({ onPress, children, ...rest }: ProgressButtonProps) {
  const [busy, setBusy] = useState(false);
  const press = () => {
    if (busy) return;
    setBusy(true);
    // A failure is told by whoever owns the work; here it only ends the wait.
    void Promise.resolve()
      .then(onPress)
      .catch(() => undefined)
      .finally(() => setBusy(false));
  };
  return (
    <Button type="button" {...rest} loading={busy || rest.loading === true} onClick={press}>
      {children}
    </Button>
  );
}
